#pragma once

#include <optional>
#include <set>
#include <string>

#include "app/application.hpp"
#include "app/certificate.hpp"
#include "cli/arguments.hpp"

namespace choqr::gateway {

/// What a gateway that serves reads anew: its certificate, its feeds, its voices and the banks of its
/// ledger's folder, each whole or not at all; the log says which. All other settings are read at a start. One
/// thread.
class Renewal {
public:
    /// All outlive it. `certificate` is null where TLS is not spoken.
    Renewal(const Arguments& arguments, const Config& config, Certificate* certificate, bool trial_ledger,
            Application& application);

    /// SIGHUP: reads them all.
    void read();
    /// Call it as often as you like: a certificate whose files have changed is read.
    void look();

private:
    void read_feeds();
    void read_voices();

    const Arguments& arguments_;
    Certificate* const certificate_;
    const bool trial_ledger_;
    Application& application_;
    std::set<std::string> feeds_;  ///< The names of those that are used.
};

}  // namespace choqr::gateway
