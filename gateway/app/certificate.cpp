#include "app/certificate.hpp"

#include <utility>

#include "telemetry/log.hpp"

namespace choqr::gateway {

Certificate::Certificate(http::TlsFiles files, const world::Clock& clock)
    : files_{std::move(files)}, clock_{clock}, looked_at_{clock.monotonic()} {
    context_ = load();
    tell("tls_certificate");
    tell_of_expiry();
}

bool Certificate::Stamp::operator==(const Stamp& other) const {
    return device == other.device && file == other.file && size == other.size &&
           changed.tv_sec == other.changed.tv_sec && changed.tv_nsec == other.changed.tv_nsec;
}

std::optional<Certificate::Stamp> Certificate::stamp_of(const std::string& path) {
    struct stat about {};
    if (::stat(path.c_str(), &about) != 0) return std::nullopt;
    return Stamp{about.st_dev, about.st_ino, about.st_size, about.st_mtim};
}

// What the files looked like before they were read: a change while they are read is seen at the next look.
Certificate::Context Certificate::load() {
    seen_ = stamps();
    loaded_at_ = clock_.monotonic();
    return http::TlsContext::load(files_, clock_.now());
}

void Certificate::tell(std::string_view event) const {
    log(LogLevel::info, event,
        {{"file", files_.certificate},
         {"sha256", context_->fingerprint()},
         {"expires", format_rfc3339(context_->expires())}});
    if (context_->is_key_open())
        log(LogLevel::warning, "tls_key_open",
            {{"file", files_.key},
             {"sentence", "Others may read the key: chmod 600 it, or 640 for a group."}});
}

void Certificate::tell_of_expiry() {
    const auto now = clock_.now();
    if (now + told_before < context_->expires()) return;
    const auto today = std::chrono::floor<std::chrono::days>(now);
    if (std::exchange(told_on_, today) == today) return;
    const bool is_over = context_->expires() < now;
    log(is_over ? LogLevel::error : LogLevel::warning,
        is_over ? "tls_certificate_expired" : "tls_certificate_expires",
        {{"file", files_.certificate},
         {"expires", format_rfc3339(context_->expires())},
         {"sentence", "Put a renewed certificate there; it is read within a minute, or at once on SIGHUP."}});
}

Certificate::Context Certificate::reload() {
    Context fresh;
    std::string why;
    try {
        fresh = load();
        // A valid one is not given up for one that browsers refuse.
        const auto now = clock_.now();
        if (fresh->expires() < now && context_->expires() >= now)
            why = files_.certificate + ": has expired on " + format_rfc3339(fresh->expires());
    } catch (const http::TlsUnusable& error) {
        why = error.what();
    }
    if (!why.empty()) {
        log(LogLevel::error, "tls_certificate_not_replaced",
            {{"why", why},
             {"kept_sha256", context_->fingerprint()},
             {"kept_expires", format_rfc3339(context_->expires())}});
        return nullptr;
    }
    const bool is_same = fresh->fingerprint() == context_->fingerprint();
    context_ = std::move(fresh);
    told_on_.reset();
    tell(is_same ? "tls_certificate_read_again" : "tls_certificate_replaced");
    tell_of_expiry();
    return context_;
}

Certificate::Context Certificate::look() {
    const auto now = clock_.monotonic();
    if (now - looked_at_ < interval) return nullptr;
    looked_at_ = now;
    tell_of_expiry();
    if (stamps() == seen_ && now - loaded_at_ < tickets_live) return nullptr;
    return reload();
}

}  // namespace choqr::gateway
