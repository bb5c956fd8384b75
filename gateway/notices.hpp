#pragma once

#include "gateway/api.hpp"

namespace choqr::gateway {

/// Takes one provider's request from its bytes to the provider's answer, on the awaiting coroutine's thread.
/// A success is only answered once it is durable; in any doubt the provider is asked to send again, and the
/// next copy finds `exists`. `trial`: the demonstration wallet sends it.
http::net::awaitable<connectors::ProviderAnswer> receive_notice(Services& services, const Feed& feed,
                                                                connectors::ProviderRequest request,
                                                                bool trial = false);

}  // namespace choqr::gateway
