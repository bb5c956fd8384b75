#include "simulator/simulate.hpp"

#include <unistd.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <ostream>
#include <set>

#include "http_client/net_http_client.hpp"
#include "qr/payload.hpp"
#include "simulator/campaign.hpp"
#include "simulator/gateway_reader.hpp"
#include "simulator/picture.hpp"

namespace choqr::simulator {
namespace {

using namespace std::chrono_literals;

class ProgressBar {
public:
    ProgressBar(std::ostream& err, std::size_t total)
        : err_{err}, total_{total}, shown_{isatty(STDERR_FILENO) == 1} {}
    ~ProgressBar() {
        if (shown_) err_ << "\r\033[K" << std::flush;
    }
    void show(std::size_t done, std::size_t retries) {
        const auto now = std::chrono::steady_clock::now();
        if (!shown_ || (done < total_ && now - last_ < 100ms)) return;
        last_ = now;
        constexpr std::size_t width = 40;
        const auto filled = total_ == 0 ? width : done * width / total_;
        err_ << "\r\033[K[" << std::string(filled, '#') << std::string(width - filled, '.') << "] " << done
             << "/" << total_ << " notices";
        if (retries > 0) err_ << ", " << retries << " sent again";
        err_ << std::flush;
    }

private:
    std::ostream& err_;
    std::size_t total_;
    bool shown_;
    std::chrono::steady_clock::time_point last_{};
};

struct Shopping {
    std::vector<Stand> stands;
    std::size_t pictures_right = 0;
};

// What a wallet's camera makes of a picture.
Stand stand_of(const StallEntry& stall, const std::string& payload) {
    const auto decoded = qr::decode(payload);
    if (!decoded)
        throw Trouble{"the QR code of stall " + stall.line.id +
                      " is no VietQR code: " + std::string{text_of(decoded.error().finding)}};
    const auto& code = decoded->code;
    return {stall.line.id, std::string{code.bin.text()}, code.account, code[qr::Field::purpose]};
}

net::awaitable<Shopping> visit(GatewayReader& gateway, const Options& options,
                               const std::vector<StallEntry>& stalls) {
    std::vector<const StallEntry*> registered;
    for (const auto& stall : stalls)
        if (stall.line.open && stall.line.registered) registered.push_back(&stall);
    if (registered.empty()) throw Trouble{"no stall of this market is registered"};
    if (registered.size() < options.active_stalls)
        throw Trouble{"only " + std::to_string(registered.size()) + " stalls are registered, and " +
                      std::to_string(options.active_stalls) + " were asked for"};
    Shopping shopping;
    for (const auto index : choose_active(options, registered.size())) {
        const auto& stall = *registered[index];
        const auto png = co_await gateway.picture(stall.public_id);
        const auto payload = read_qr_png(png);
        if (!payload) throw Trouble{"the picture of stall " + stall.line.id + " cannot be read"};
        auto stand = stand_of(stall, *payload);
        const bool right =
            *payload == stall.payload && stand.bin == stall.bin && stand.account == stall.account;
        shopping.pictures_right += right ? 1 : 0;
        shopping.stands.push_back(std::move(stand));
    }
    co_return shopping;
}

std::set<Day> days_of(const Plan& plan, std::chrono::minutes cutoff) {
    std::set<Day> days;
    for (const auto& payment : plan.payments) days.insert(business_day(payment.booked_at, cutoff));
    return days;
}

// The lists and reports follow the ledger by moments: what is not there yet may be there in a second.
net::awaitable<std::vector<Row>> compare(GatewayReader& gateway, const Options& options,
                                         const MarketLine& market, const Plan& plan, const Shopping& shopping,
                                         const Tally& tally) {
    net::steady_timer timer{co_await net::this_coro::executor};
    const auto patience = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::duration<double>{options.patience_s});
    const auto deadline = std::chrono::steady_clock::now() + patience;
    for (;;) {
        GatewayView view;
        view.cutoff = market.cutoff;
        const auto stalls = co_await gateway.stalls(market.id);
        for (const auto& stall : stalls) view.stalls.push_back(stall.line);
        for (const auto day : days_of(plan, market.cutoff))
            view.reports.push_back(co_await gateway.report(market.id, day));
        view.transfers = co_await gateway.transfers();
        view.pictures_read = shopping.stands.size();
        view.pictures_right = shopping.pictures_right;
        auto rows = audit(options, plan, shopping.stands, tally, view);
        if (all_good(rows) || std::chrono::steady_clock::now() > deadline) co_return rows;
        timer.expires_after(300ms);
        co_await timer.async_wait(net::as_tuple(net::use_awaitable));
    }
}

void say_what_was_done(const Plan& plan, const Tally& tally, const MarketLine& market,
                       std::chrono::duration<double> took, std::ostream& out) {
    const auto seconds = std::max(took.count(), 0.001);
    std::size_t acknowledgements = 0;
    for (const auto& told : tally.told) acknowledgements += told.acknowledgements;
    out << market.name << " (" << market.id << "): " << plan.payments.size() << " payments, " << plan.copies
        << " copies, " << plan.forged << " forgeries, " << plan.garbage << " bodies of garbage; "
        << tally.retries << " sent again; " << acknowledgements << " acknowledged in "
        << static_cast<double>(static_cast<std::int64_t>(seconds * 10)) / 10 << " s"
        << (tally.interrupted ? "; interrupted" : "") << "\n\n";
}

// Ctrl-C ends the campaign, a second one everything.
void listen_for_end(net::signal_set& signals, Campaign*& campaign, net::io_context& io, bool& ended) {
    signals.async_wait([&signals, &campaign, &io, &ended](boost::system::error_code error, int) {
        if (error) return;
        if (ended || campaign == nullptr) return io.stop();
        ended = true;
        campaign->stop();
        listen_for_end(signals, campaign, io, ended);
    });
}

struct Run {
    Run(Options options_, std::ostream& out_, std::ostream& err_)
        : options{std::move(options_)}, provider{make_provider(options.feed)}, out{out_}, err{err_} {}

    Options options;
    std::unique_ptr<const Provider> provider;
    std::ostream& out;
    std::ostream& err;
    net::io_context io{1};
    world::NetHttpClient client{{.idle_per_server_max = 1'000}};
    net::signal_set signals{io, SIGINT, SIGTERM};
    Campaign* campaign = nullptr;
    bool ended = false;
    std::optional<int> exit_code;
};

net::awaitable<void> play(Run& run) {
    const world::SystemClock clock;
    GatewayReader gateway{run.client, run.options};
    const auto market = co_await gateway.market(run.options.market);
    const auto stalls = co_await gateway.stalls(market.id);
    const auto shopping = co_await visit(gateway, run.options, stalls);
    if (run.options.run.empty())
        run.options.run =
            std::to_string(std::chrono::floor<std::chrono::seconds>(clock.now()).time_since_epoch().count());
    const auto plan = make_plan(run.options, shopping.stands, std::stoull(run.options.run),
                                opening_hours(clock.now(), market.cutoff));

    const auto started = std::chrono::steady_clock::now();
    ProgressBar bar{run.err, plan.jobs.size()};
    std::function<void(std::size_t, std::size_t)> progress = [&bar](std::size_t done, std::size_t retries) {
        bar.show(done, retries);
    };
    Campaign campaign{run.io, run.client,      run.options, *run.provider,
                      plan,   shopping.stands, clock,       std::move(progress)};
    run.campaign = &campaign;
    co_await campaign.run();
    run.campaign = nullptr;
    const auto tally = campaign.take_tally();
    const auto took = std::chrono::steady_clock::now() - started;

    const auto rows = co_await compare(gateway, run.options, market, plan, shopping, tally);
    bar.show(plan.jobs.size(), tally.retries);
    say_what_was_done(plan, tally, market, took, run.out);
    print_table(rows, run.out);
    run.exit_code = all_good(rows) ? 0 : 1;
}

int run_to_the_end(Run& run) {
    listen_for_end(run.signals, run.campaign, run.io, run.ended);
    auto task = play(run);
    net::co_spawn(run.io, std::move(task), [&run](std::exception_ptr error) {
        run.signals.cancel();
        if (error) std::rethrow_exception(error);
    });
    run.io.run();
    if (!run.exit_code) throw Trouble{"interrupted"};
    return *run.exit_code;
}

}  // namespace

int simulate(const Given& given, std::ostream& out, std::ostream& err) {
    try {
        Run run{parse_options(given), out, err};
        return run_to_the_end(run);
    } catch (const std::exception& error) {
        err << "choqr simulate: " << error.what() << '\n';
        return 2;
    }
}

}  // namespace choqr::simulator
