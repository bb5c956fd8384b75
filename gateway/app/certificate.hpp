#pragma once

#include <sys/stat.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string_view>

#include "http/tls_context.hpp"
#include "world/clock.hpp"

namespace choqr::gateway {

/// The certificate with which a gateway speaks TLS, and its replacements: loaded whole or not at all, each
/// told in the log with the day on which it expires. One thread.
class Certificate {
public:
    using Context = std::shared_ptr<const http::TlsContext>;
    static constexpr std::chrono::seconds interval{60};  ///< How often the files are looked at.
    static constexpr std::chrono::hours tickets_live{
        24};  ///< After that a new context, with new keys for tickets.
    static constexpr std::chrono::days told_before{21};  ///< An expiry is a warning, once a day.

    /// `clock` outlives it. TlsUnusable when there is nothing to begin with.
    Certificate(http::TlsFiles files, const world::Clock& clock);

    Context context() const { return context_; }
    /// On SIGHUP. Nothing if the files are of no use: the log says why, and what was goes on.
    Context reload();
    /// Call it as often as you like. Something when the files have changed, or its tickets are old.
    Context look();

private:
    struct Stamp {
        dev_t device;
        ino_t file;
        off_t size;
        timespec changed;
        bool operator==(const Stamp& other) const;
    };
    struct Stamps {
        std::optional<Stamp> certificate, key;
        bool operator==(const Stamps&) const = default;
    };
    static std::optional<Stamp> stamp_of(const std::string& path);
    Stamps stamps() const { return {stamp_of(files_.certificate), stamp_of(files_.key)}; }
    Context load();
    void tell(std::string_view event) const;
    void tell_of_expiry();

    const http::TlsFiles files_;
    const world::Clock& clock_;
    Context context_;
    Stamps seen_;
    std::chrono::nanoseconds loaded_at_{0}, looked_at_{0};
    std::optional<std::chrono::sys_days> told_on_;
};

}  // namespace choqr::gateway
