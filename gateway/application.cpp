#include "gateway/application.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>

#include "gateway/log.hpp"
#include "gateway/routes/views.hpp"

namespace choqr::gateway {
namespace {

constexpr std::string_view hsts = "Strict-Transport-Security: max-age=63072000; includeSubDomains\r\n";

std::map<std::string, Feed, std::less<>> make_feeds(const Config& config) {
    std::map<std::string, Feed, std::less<>> feeds;
    for (const auto& settings : config.feeds) {
        auto id = FeedId::parse(settings.name);
        if (!id) throw connectors::ConfigError{settings.name, "is not a name"};
        Feed feed{*std::move(id), connectors::make_connector(settings)};
        if (config.demo_wallet && settings.connector == "simwallet")
            feed.demo_signer = std::make_unique<connectors::StandardWebhooks>(settings.name, std::vector{settings.secret});
        if (settings.bounds.any())
            feed.bounds = std::make_shared<const merchants::FeedBounds>(settings.bounds);
        feeds.emplace(settings.name, std::move(feed));
    }
    return feeds;
}

// One line for each child that was ended, and one when none can be had. As many as there can be children in a
// second.
sandbox::Observer tell_of_children(Metrics& metrics) {
    const auto ended = [&metrics](const sandbox::Ending& ending) {
        const auto reason = text_of(ending.reason);
        metrics.count("choqr_sandbox_children_ended",
                      "kind=\"" + ending.kind + "\",reason=\"" + std::string{reason} + "\"");
        log(LogLevel::warning, "sandbox_child_ended",
            {{"kind", ending.kind},
             {"reason", reason},
             {"signal", std::to_string(ending.signal)},
             {"exit_code", std::to_string(ending.exit_code)},
             {"job_bytes", std::to_string(ending.job_bytes)},
             {"processor_ms", std::to_string(ending.processor.count())},
             {"wall_ms", std::to_string(ending.wall.count())}});
    };
    const auto unavailable = [](std::string_view why) {
        log(LogLevel::error, "sandbox_unavailable", {{"why", why}});
    };
    return {ended, unavailable};
}

// Half of the processors: whoever sends hard pictures leaves the other half to those who pay.
sandbox::ChildPool::Options sandbox_options(const std::string& program) {
    sandbox::ChildPool::Options options;
    options.executable = program;
    options.at_once = std::clamp(std::thread::hardware_concurrency() / 2, 1u, 2u);
    return options;
}

// What goes with a vendor that was erased: the event is on disk, and the reports no longer show the data.
void destroy_key(keys::KeyRing& keys, VendorId vendor) {
    if (const auto destroyed = keys.destroy(vendor); !destroyed)
        log(LogLevel::error, "key_not_destroyed", {{"vendor", vendor.text()}, {"error", destroyed.error().message()}});
}

}  // namespace

void follow(Following following) {
    auto& follower = following.follower;
    follower.on_applied([following](const std::vector<book::RecordedEvent>& events) {
        for (const auto& event : events) {
            if (const auto* erased = std::get_if<book::VendorErased>(&event.event)) destroy_key(following.keys, erased->vendor);
            const auto* revoked = std::get_if<book::TokenRevoked>(&event.event);
            if (revoked == nullptr) continue;
            following.tokens.revoke(revoked->token);
            following.tokens.reports_know(revoked->token);
            following.live.end_of(revoked->token);
        }
        following.live.applied(events, [&reports = following.reports](TransferId id) {
            JsonWriter json;
            write(json, reports.transfer(id).value().value(), true);
            return json.take();
        });
    });
}

Application::Application(Ledger& ledger, const Config& config, const world::Clock& clock,
                         world::Random& random, const std::string& program)
    : ledger_{ledger},
      clock_{clock},
      refusals_{clock, metrics_},
      watch_{clock},
      background_{Background::Threads::some, clock},
      sandbox_{sandbox_options(program), tell_of_children(metrics_)} {
    services_ = std::unique_ptr<Services>(
        new Services{.journal = ledger.journal(),
                     .checkpoints = ledger.checkpoints(),
                     .sealer = ledger.sealer(),
                     .keys = ledger.sealer(),
                     .reports = ledger.reports(),
                     .follower = ledger.follower(),
                     .sequencer = ledger.sequencer(),
                     .clock = clock,
                     .random = random,
                     .background = background_,
                     .sandbox = sandbox_,
                     .live = live_,
                     .metrics = metrics_,
                     .refusals = refusals_,
                     .watch = watch_,
                     .tokens = tokens_,
                     .feeds = make_feeds(config),
                     .public_base_url = config.public_base_url,
                     .demo_wallet = config.demo_wallet,
                     .demo_wallet_for_all = config.demo_wallet_beside_real_feeds || ledger.book().is_trial(),
                     .trial_ledger = ledger.book().is_trial(),
                     .logos = ledger.path() + "/logos",
                     .witnesses = config.witnesses});
    api_ = std::make_unique<Api>(*services_);
    http::ServerOptions options;
    options.address = config.address;
    options.port = config.port;
    options.threads = config.threads;
    options.places = config.places;
    options.request_bytes_max = config.request_bytes_max;
    options.trusted_proxies = config.trusted_proxies;
    if (config.public_base_url.starts_with("https://")) options.site_fields = hsts;
    server_ = std::make_unique<http::Server>(*api_, clock, std::move(options));
}

Application::~Application() {
    sandbox_.stop();
    if (!sequencer_thread_.joinable()) return;
    server_->stop_at_once();
    join();
}

void Application::run_sequencer(std::stop_token stop) {
    const auto ran = ledger_.sequencer().run(std::move(stop));
    if (ran) return;
    log(LogLevel::error, "journal_failed", {{"error", ran.error().message()}});
    journal_failed_ = true;
}

void Application::look() {
    const auto committed = ledger_.journal().committed();
    watch_.look(committed, ledger_.reports().position(), background_.longest_wait(Lane::reading));
    const auto state = watch_.state();
    const bool behind = state.reports_behind.has_value();
    if (behind != live_.behind()) {
        const auto waiting = ledger_.follower().trouble();
        log(behind ? LogLevel::error : LogLevel::info, behind ? "reports_behind" : "reports_caught_up",
            {{"why", waiting ? waiting->message() : std::string{}}});
    }
    live_.set_behind(behind);
    status_->keep({clock_.now(), refusals_.total(), watch_.lag()}, refusals_);
    log_what_is_left();
}

void Application::watch(const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any ended;
    std::unique_lock lock{mutex};
    do look();
    while (!ended.wait_for(lock, stop, Watch::interval, [&] { return stop.stop_requested(); }));
}

// Away from the sequencer: whoever waits for an answer does not wait for a signature.
void Application::publish_checkpoints(const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any ended;
    std::unique_lock lock{mutex};
    Error told;
    do {
        const auto published = ledger_.checkpoints().publish(clock_.monotonic());
        const auto error = published ? Error{} : published.error();
        if (error && error != told) log(LogLevel::error, "checkpoint_not_published", {{"error", error.message()}});
        told = error;
    } while (!ended.wait_for(lock, stop, journal::Checkpoints::interval, [&] { return stop.stop_requested(); }));
}

Result<void> Application::start() {
    follow({ledger_.follower(), ledger_.reports(), ledger_.sealer(), tokens_, live_});
    ledger_.follower().start([this](Error error) {
        log(LogLevel::error, "reports_stopped", {{"error", error.message()}});
        reports_failed_ = true;
    });
    ledger_.sequencer().on_committed([this](Sequence) { ledger_.follower().wake(); });
    publisher_thread_ = std::jthread{[this](const std::stop_token& stop) { publish_checkpoints(stop); }};
    status_.emplace(ledger_.path());
    watch_thread_ = std::jthread{[this](const std::stop_token& stop) { watch(stop); }};
    sequencer_thread_ = std::jthread{[this](std::stop_token stop) { run_sequencer(std::move(stop)); }};
    return server_->start();
}

void Application::join() {
    server_->stop();
    server_->join();
    sequencer_thread_.request_stop();
    sequencer_thread_.join();
    publisher_thread_.request_stop();
    publisher_thread_.join();
    background_.stop();
    ledger_.follower().stop();
    watch_thread_.request_stop();
    watch_thread_.join();
    ledger_.keep_snapshot();
}

}  // namespace choqr::gateway
