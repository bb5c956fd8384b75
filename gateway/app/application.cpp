#include "app/application.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>

#include "telemetry/log.hpp"

namespace choqr::gateway {
namespace {

constexpr std::string_view hsts = "Strict-Transport-Security: max-age=63072000; includeSubDomains\r\n";

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

}  // namespace

Application::Application(Ledger& ledger, const Config& config, const world::Clock& clock,
                         world::Random& random, const std::string& program)
    : ledger_{ledger},
      clock_{clock},
      sandbox_{sandbox_options(program), tell_of_children(metrics_)},
      interior_{
          {.ledger = ledger, .clock = clock, .random = random, .metrics = metrics_, .sandbox = sandbox_},
          config},
      is_reached_by_https_{config.public_base_url.starts_with("https://")} {
    http::ServerOptions options;
    options.address = config.address;
    options.port = config.port;
    options.threads = config.threads;
    options.seats = config.seats;
    options.request_bytes_max = config.request_bytes_max;
    options.trusted_proxies = config.trusted_proxies;
    if (is_reached_by_https_) options.site_fields = hsts;
    server_ = std::make_unique<http::Server>(interior_.api(), clock, std::move(options));
    if (config.redirect_from) prepare_plain_port(config);
}

// A few seats: whoever is sent on leaves at once.
void Application::prepare_plain_port(const Config& config) {
    auto origin = is_reached_by_https_ ? config.public_base_url : std::string{};
    while (origin.ends_with('/')) origin.pop_back();
    plain_port_ =
        std::make_unique<http::PlainPort>(interior_.api(), http::PlainPort::Target{origin, config.port});
    http::ServerOptions options;
    options.address = config.redirect_from->address;
    options.port = config.redirect_from->port;
    options.threads = 1;
    options.seats = {.seats_max = 1'000, .reserved = 0, .per_client_max = 200};
    options.trusted_proxies = config.trusted_proxies;
    options.idle_deadline = std::chrono::milliseconds{5'000};
    plain_server_ = std::make_unique<http::Server>(*plain_port_, clock_, std::move(options));
}

Result<void> Application::start_plain_port() {
    if (!plain_server_) return {};
    return plain_server_->start();
}

Application::~Application() {
    sandbox_.stop();
    if (!sequencer_thread_.joinable()) return;
    stop_at_once();
    join();
}

void Application::use(std::shared_ptr<const http::TlsContext> context) {
    interior_.authority().follow(context);
    const auto expires = std::chrono::floor<std::chrono::seconds>(context->expires().time_since_epoch());
    metrics_.set("choqr_tls_certificate_expires_timestamp_seconds", expires.count());
    // A browser that was told so by a certificate that it does not trust could not be let past it later.
    // This machine may know the local authority, and phones not yet.
    const bool is_known = context->is_public() && !context->local_authority();
    const bool says_hsts = is_reached_by_https_ && is_known;
    server_->use(std::move(context), says_hsts ? std::string{hsts} : std::string{});
}

void Application::run_sequencer(std::stop_token stop) {
    const auto ran = ledger_.sequencer().run(std::move(stop));
    if (ran) return;
    log(LogLevel::error, "journal_failed", {{"error", ran.error().message()}});
    journal_failed_ = true;
}

void Application::look() {
    const auto state = interior_.look();
    for (const auto& follower : state.followers) tell_of(follower);
    const auto& refusals = interior_.refusals();
    status_->keep({clock_.now(), refusals.total(), state.followers}, refusals);
    keep_last_seen(false);
    log_what_is_left();
}

void Application::keep_last_seen(bool last) {
    if (const auto folder = world::PosixDirectory::open(ledger_.path()))
        interior_.devices().last_seen.keep(**folder, clock_.now(), last);
}

// One line when it falls behind and one when it is over.
void Application::tell_of(const Watch::Follower& follower) {
    auto& told = told_behind_[follower.name];
    if (std::exchange(told, follower.is_behind()) == told) return;
    log(told ? LogLevel::error : LogLevel::info, told ? "behind" : "caught_up",
        {{"follower", follower.name}, {"records", std::to_string(follower.records)}, {"why", follower.why}});
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
        if (error && error != told)
            log(LogLevel::error, "checkpoint_not_published", {{"error", error.message()}});
        told = error;
    } while (
        !ended.wait_for(lock, stop, journal::Checkpoints::interval, [&] { return stop.stop_requested(); }));
}

Result<void> Application::start() {
    interior_.followers().start([this](const Followers::Named& who, Error error) {
        log(LogLevel::error, "follower_stopped", {{"follower", who.name}, {"error", error.message()}});
        if (who.is_vital) follower_failed_ = true;
    });
    ledger_.sequencer().on_committed([this](Sequence) { interior_.followers().wake(); });
    publisher_thread_ = std::jthread{[this](const std::stop_token& stop) { publish_checkpoints(stop); }};
    status_.emplace(ledger_.path());
    if (const auto folder = world::PosixDirectory::open(ledger_.path()))
        interior_.devices().last_seen.begin(ledger_.book(), **folder, clock_.now());
    watch_thread_ = std::jthread{[this](const std::stop_token& stop) { watch(stop); }};
    sequencer_thread_ = std::jthread{[this](std::stop_token stop) { run_sequencer(std::move(stop)); }};
    return server_->start();
}

void Application::join() {
    stop();
    server_->join();
    if (plain_server_) plain_server_->join();
    sequencer_thread_.request_stop();
    sequencer_thread_.join();
    publisher_thread_.request_stop();
    publisher_thread_.join();
    interior_.background().stop();
    interior_.followers().stop();
    watch_thread_.request_stop();
    watch_thread_.join();
    keep_last_seen(true);
    ledger_.keep_snapshot();
}

}  // namespace choqr::gateway
