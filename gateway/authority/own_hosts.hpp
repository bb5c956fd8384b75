#pragma once

#include "authority/hosts.hpp"

namespace choqr::authority {

/// How this machine is reached in its own network: its name, that name under "local" (mDNS), and the
/// addresses of its interfaces, without loopback and link-local ones. A name that no certificate can hold is
/// left out.
Hosts own_hosts();

}  // namespace choqr::authority
