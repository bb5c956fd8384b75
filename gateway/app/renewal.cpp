#include "app/renewal.hpp"

#include <algorithm>
#include <boost/algorithm/string/join.hpp>
#include <iterator>
#include <vector>

#include "app/banks.hpp"
#include "app/start_config.hpp"
#include "telemetry/log.hpp"

namespace choqr::gateway {
namespace {

std::set<std::string> names_of(const Config& config) {
    std::set<std::string> names;
    for (const auto& feed : config.feeds) names.insert(feed.name);
    return names;
}

std::string without(const std::set<std::string>& all, const std::set<std::string>& others) {
    std::vector<std::string> left;
    std::ranges::set_difference(all, others, std::back_inserter(left));
    return boost::algorithm::join(left, ", ");
}

}  // namespace

Renewal::Renewal(const Arguments& arguments, const Config& config, Certificate* certificate,
                 bool trial_ledger, Application& application)
    : arguments_{arguments},
      certificate_{certificate},
      trial_ledger_{trial_ledger},
      application_{application},
      feeds_{names_of(config)} {}

void Renewal::read() {
    take_banks_of(arguments_.required("--data"));
    const bool has_config = arguments_.value("--config").has_value();
    if (!certificate_ && !has_config)
        log(LogLevel::info, "nothing_to_reload",
            {{"sentence",
              "SIGHUP reads banks.json, a certificate and the feeds of --config anew; of the latter there is "
              "neither."}});
    if (certificate_)
        if (auto fresh = certificate_->reload()) application_.use(std::move(fresh));
    if (has_config) read_feeds();
    if (has_config) read_voices();
}

void Renewal::look() {
    if (!certificate_) return;
    if (auto fresh = certificate_->look()) application_.use(std::move(fresh));
}

// Also a mistake elsewhere in the file keeps the old ones: whoever mends a file under way has not meant it
// yet.
void Renewal::read_feeds() {
    try {
        const auto config = start_config(arguments_);
        check_config(config, trial_ledger_);
        application_.use(make_feeds(config.feeds, config.demo_wallet));
        const auto before = std::exchange(feeds_, names_of(config));
        log(LogLevel::info, "feeds_read_again",
            {{"feeds", boost::algorithm::join(feeds_, ", ")},
             {"new", without(feeds_, before)},
             {"gone", without(before, feeds_)},
             {"sentence", "Everything else in the configuration is read at a start."}});
    } catch (const std::exception& error) {
        log(LogLevel::error, "feeds_not_read_again",
            {{"why", error.what()}, {"kept", boost::algorithm::join(feeds_, ", ")}});
    }
}

// After the feeds: a voice that is recorded wrongly keeps nobody's money from being told.
void Renewal::read_voices() {
    try {
        const auto config = start_config(arguments_);
        application_.use(Voices{config.voices});
        log(LogLevel::info, "voices_read_again", {{"markets", std::to_string(config.voices.size())}});
    } catch (const std::exception& error) {
        log(LogLevel::error, "voices_not_read_again", {{"why", error.what()}});
    }
}

}  // namespace choqr::gateway
