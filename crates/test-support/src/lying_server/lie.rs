//! A short form for rows of the tables of lies.

/// A lie by a function of the scene.
macro_rules! lie {
    ($name:literal, $about:expr, $act:expr) => {
        Lie {
            name: $name,
            about: $about,
            respond: $act,
            ..PLAIN
        }
    };
    ($name:literal, $about:expr, hides, $act:expr) => {
        Lie {
            hides: true,
            ..lie!($name, $about, $act)
        }
    };
    ($name:literal, $about:expr, beyond $beyond:expr, $act:expr) => {
        Lie {
            beyond: $beyond,
            ..lie!($name, $about, $act)
        }
    };
}

pub(super) use lie;
