#include "simulator/campaign.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace choqr::simulator {
namespace {

using namespace std::chrono_literals;
using Milliseconds = std::chrono::milliseconds;

// Providers ask again for half an hour and more; here the hours are short.
constexpr Milliseconds give_up_after = 60s;
constexpr Milliseconds pause_first = 50ms;
constexpr Milliseconds pause_max = 2s;

bool is_later(int status) { return status == 0 || status >= 500 || status == 429; }

Milliseconds pause_before(unsigned attempt, std::optional<std::chrono::seconds> asked,
                          world::Random& random) {
    auto pause = std::min(pause_first * (1 << std::min(attempt, 8u)), pause_max);
    if (asked) pause = std::min<Milliseconds>(*asked, 5s);
    return pause + Milliseconds{random.below(50)};
}

// A notice that is none: cut, with another type in a field, or nothing but bytes.
std::string garbage(const std::string& notice, world::Random& random) {
    switch (random.below(3)) {
        case 0:
            return notice.substr(0, random.below(notice.size()));
        case 1:
            return "[" + notice + "]";
        default: {
            std::string bytes(1 + random.below(2'000), '\0');
            for (auto& byte : bytes) byte = static_cast<char>(random.below(256));
            return bytes;
        }
    }
}

}  // namespace

Campaign::Campaign(net::io_context& io, world::HttpClient& client, const Options& options,
                   const Provider& provider, const Plan& plan, const std::vector<Stand>& stands,
                   const world::Clock& clock, std::function<void(std::size_t, std::size_t)> progress)
    : io_{io},
      client_{client},
      options_{options},
      provider_{provider},
      plan_{plan},
      stands_{stands},
      clock_{clock},
      progress_{std::move(progress)},
      all_done_{io} {
    tally_.told.resize(plan.payments.size());
}

net::awaitable<void> Campaign::run() {
    started_ = std::chrono::steady_clock::now();
    all_done_.expires_at(std::chrono::steady_clock::time_point::max());
    working_ = options_.connections;
    for (std::uint64_t worker = 0; worker < options_.connections; ++worker) {
        auto task = work(worker);
        net::co_spawn(io_, std::move(task), [this](std::exception_ptr error) {
            if (--working_ == 0) all_done_.cancel();
            if (error) std::rethrow_exception(error);
        });
    }
    co_await all_done_.async_wait(net::as_tuple(net::use_awaitable));
}

void Campaign::stop() {
    stopped_ = true;
    tally_.interrupted = true;
}

net::awaitable<void> Campaign::sleep(Milliseconds time) {
    // In short pieces, so that stop() is heard.
    net::steady_timer timer{io_};
    const auto end = std::chrono::steady_clock::now() + time;
    while (!stopped_ && std::chrono::steady_clock::now() < end) {
        timer.expires_at(std::min(end, std::chrono::steady_clock::now() + 200ms));
        co_await timer.async_wait(net::as_tuple(net::use_awaitable));
    }
}

net::awaitable<void> Campaign::wait_for_turn(std::size_t job) {
    if (options_.rate <= 0) co_return;
    const auto due = Milliseconds{static_cast<std::int64_t>(static_cast<double>(job) * 1000 / options_.rate)};
    const auto elapsed =
        std::chrono::duration_cast<Milliseconds>(std::chrono::steady_clock::now() - started_);
    if (due > elapsed) co_await sleep(due - elapsed);
}

net::awaitable<void> Campaign::work(std::uint64_t worker) {
    HttpConnection connection{client_, options_.origin};
    world::SeededRandom random{options_.seed * 1'000'003 + worker};
    while (!stopped_ && next_ < plan_.jobs.size()) {
        const auto number = next_++;
        co_await wait_for_turn(number);
        if (stopped_) co_return;
        co_await perform(connection, plan_.jobs[number], random);
        progress_(++done_, tally_.retries);
    }
}

std::string Campaign::body_of(const Job& job, world::Random& random) const {
    auto payment = plan_.payments[job.payment];
    const auto& stand = stands_[payment.stand];
    // A forgery has an id of its own: under the true one the copy by the true provider would hide that it was
    // believed.
    if (job.kind == JobKind::forge)
        payment.reference = reference_of(options_, std::stoull(options_.run), forged_from + job.payment);
    auto notice = provider_.notice(payment, stand);
    return job.kind == JobKind::garbage ? garbage(notice, random) : notice;
}

net::awaitable<void> Campaign::perform(HttpConnection& connection, const Job& job, world::Random& random) {
    const auto body = body_of(job, random);
    const auto ending = co_await send(connection, job, body, random);
    note(job, ending);
}

net::awaitable<Campaign::Ending> Campaign::send(HttpConnection& connection, const Job& job,
                                                const std::string& body, world::Random& random) {
    const auto message_id = "msg_" + plan_.payments[job.payment].reference;
    const auto deadline = std::chrono::steady_clock::now() + give_up_after;
    for (unsigned attempt = 0;; ++attempt) {
        const auto seconds =
            std::chrono::floor<std::chrono::seconds>(clock_.now()).time_since_epoch().count();
        HttpRequest request;
        request.method = "POST";
        request.target = "/v1/providers/" + options_.feed.name + "/notices";
        request.headers = job.kind == JobKind::forge ? provider_.forged_headers(message_id, seconds, body)
                                                     : provider_.headers(message_id, seconds, body);
        request.body = body;
        Ending ending;
        ending.reply = co_await connection.call(std::move(request));
        ending.accepted = ending.reply.status / 100 == 2 && provider_.acknowledged(ending.reply.body);
        if (!is_later(ending.reply.status) || stopped_ || std::chrono::steady_clock::now() > deadline)
            co_return ending;
        ++tally_.retries;
        co_await sleep(pause_before(attempt, ending.reply.retry_after, random));
    }
}

void Campaign::note(const Job& job, const Ending& ending) {
    tally_.answers += ending.reply.status == 0 ? 0 : 1;
    if (job.kind == JobKind::forge) tally_.forged_accepted += ending.accepted ? 1 : 0;
    if (job.kind == JobKind::garbage) tally_.garbage_accepted += ending.accepted ? 1 : 0;
    if (job.kind != JobKind::tell) return;
    auto& told = tally_.told[job.payment];
    if (!ending.accepted) {
        if (!is_later(ending.reply.status)) told.refused_with = ending.reply.status;
        return;
    }
    ++told.acknowledgements;
    const auto sequence = provider_.sequence(ending.reply.body);
    if (told.sequence && sequence && *told.sequence != *sequence) told.other_sequence = true;
    if (!told.sequence) told.sequence = sequence;
}

}  // namespace choqr::simulator
