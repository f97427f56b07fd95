<?php

// Symfony's OvhCloud notifier, unmodified, in `ovh-sms sandbox --`: sends by its DSN, as applications
// configure it. Prints `ok` at the end.

require '/usr/share/php/Symfony/Component/Notifier/autoload.php';
require '/usr/share/php/Symfony/Component/Notifier/Bridge/OvhCloud/autoload.php';
require '/usr/share/php/Symfony/Component/HttpClient/autoload.php';

use Symfony\Component\HttpClient\CurlHttpClient;
use Symfony\Component\HttpClient\NativeHttpClient;
use Symfony\Component\Notifier\Bridge\OvhCloud\OvhCloudTransportFactory;
use Symfony\Component\Notifier\Exception\TransportException;
use Symfony\Component\Notifier\Message\SmsMessage;
use Symfony\Component\Notifier\Transport\Dsn;

function send($http, string $secret)
{
    $dsn = sprintf(
        'ovhcloud://%s:%s@default?consumer_key=%s&service_name=%s',
        getenv('OVH_APPLICATION_KEY'),
        $secret,
        getenv('OVH_CONSUMER_KEY'),
        getenv('OVH_SMS_SERVICE')
    );
    $transport = (new OvhCloudTransportFactory(null, $http))->create(new Dsn($dsn));

    return $transport->send(new SmsMessage('+33600000000', 'Bonjour é €'));
}

// Both of Symfony's HTTP clients: they trust certificates through different settings of PHP.
foreach ([new CurlHttpClient(), new NativeHttpClient()] as $http) {
    if (!is_numeric(send($http, getenv('OVH_APPLICATION_SECRET'))->getMessageId())) {
        exit("no message id\n");
    }
    try {
        send($http, 'another-secret');
        exit("a wrong secret was accepted\n");
    } catch (TransportException $error) {
        if (false === stripos($error->getMessage(), 'signature')) {
            throw $error;
        }
    }
}
echo "ok\n";
