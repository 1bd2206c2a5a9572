//! `Code`: the kinds of difference between running containers and `stack.yml`.

use std::fmt;

macro_rules! codes {
    ($($variant:ident $code:literal $about:literal;)*) => {
        /// A kind of difference between running containers and `stack.yml`. The codes are stable.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(
                #[doc = $about]
                $variant,
            )*
        }

        impl Code {
            /// Every code.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// Its name.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code),* }
            }

            /// What it says, as a sentence.
            pub const fn about(self) -> &'static str {
                match self { $(Self::$variant => $about),* }
            }
        }
    };
}

codes! {
    ContainerMissing "container-missing" "A service has no container.";
    ContainerUnknown "container-unknown" "A container of the project, or on one of its networks, is none of its services.";
    ContainerNotRunning "container-not-running" "A container does not run.";
    ContainerUnhealthy "container-unhealthy" "A container's health check does not succeed.";
    Image "image-differs" "A container was made from another image.";
    ImageOutdated "image-outdated" "A container was made before its image was replaced by another of that name.";
    MemoryLimit "memory-limit-differs" "A container may use another amount of memory, or of memory and swap.";
    MemoryReservation "memory-reservation-differs" "Another amount of memory is kept for a container.";
    CpuLimit "cpu-limit-differs" "A container may use another share of the CPUs.";
    ProcessLimit "process-limit-differs" "A container may have another number of processes.";
    Capabilities "capabilities-differ" "A container has other capabilities.";
    Privileges "privileges-differ" "A container can gain privileges, or shares a namespace or a device of the machine.";
    RootFilesystem "root-filesystem-differs" "A container's root can be written to where it should not, or not where it should.";
    User "user-differs" "A container's program starts as another user.";
    RestartPolicy "restart-policy-differs" "A container is restarted in other cases.";
    Networks "networks-differ" "A container is on other networks.";
    Mounts "mounts-differ" "A container sees other folders.";
    PublishedPorts "published-ports-differ" "A container publishes other ports of the machine.";
    HealthCheck "health-check-differs" "A container's health is checked in another way.";
    NetworkMissing "network-missing" "A network is not there.";
    Network "network-differs" "A network has another subnet, or a way out that it should not have.";
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl serde::Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
