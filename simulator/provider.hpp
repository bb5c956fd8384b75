#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "simulator/plan.hpp"

namespace choqr::simulator {

using Headers = std::vector<std::pair<std::string, std::string>>;

/// A provider's side of a feed: it writes notices, signs them and understands the answers. Constant; any
/// thread.
class Provider {
public:
    virtual ~Provider() = default;
    virtual std::string notice(const Payment& payment, const Stand& stand) const = 0;
    /// Content type and signature over exactly `body`. Each attempt signs anew with the time at which it is
    /// made.
    virtual Headers headers(const std::string& message_id, std::int64_t unix_seconds,
                            std::string_view body) const = 0;
    /// The same by somebody who does not have the secret.
    virtual Headers forged_headers(const std::string& message_id, std::int64_t unix_seconds,
                                   std::string_view body) const = 0;
    /// Whether a 200 with this body ends the provider's care for a notice.
    virtual bool acknowledged(std::string_view body) const = 0;
    /// The journal sequence in an acknowledgement, if this provider is told one.
    virtual std::optional<std::int64_t> sequence(std::string_view body) const = 0;
};

/// ConfigError for a connector that cannot be played.
std::unique_ptr<const Provider> make_provider(const connectors::FeedConfig& feed);

}  // namespace choqr::simulator
