#pragma once

#include <memory>
#include <mutex>
#include <utility>

#include "http/tls_context.hpp"

namespace choqr::gateway {

/// What the page /trust and its calls hand out: the local authority of the certificate with which the gateway
/// speaks TLS at the moment. Any thread.
class OfferedAuthority {
public:
    /// With each certificate that comes into use.
    void follow(std::shared_ptr<const http::TlsContext> context) {
        const std::lock_guard lock{mutex_};
        context_ = std::move(context);
    }
    /// Null if there is none.
    std::shared_ptr<const http::LocalAuthority> current() const {
        const std::lock_guard lock{mutex_};
        if (!context_ || !context_->local_authority()) return nullptr;
        return {context_, &*context_->local_authority()};
    }

private:
    mutable std::mutex mutex_;
    std::shared_ptr<const http::TlsContext> context_;
};

}  // namespace choqr::gateway
