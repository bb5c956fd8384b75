#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "access/access.hpp"
#include "access/devices.hpp"
#include "access/people.hpp"
#include "access/principals.hpp"
#include "access/rate_limit.hpp"
#include "following/tail.hpp"
#include "http/server.hpp"
#include "journal/journal_files.hpp"
#include "reports/reports.hpp"
#include "sequencer/sequencer.hpp"
#include "telemetry/metrics.hpp"
#include "telemetry/refusals.hpp"
#include "telemetry/watch.hpp"
#include "work/async.hpp"
#include "work/background.hpp"
#include "world/clock.hpp"

namespace choqr::gateway {

/// One call: the request, what stood in its path, and who makes it. Valid until the action has answered.
struct Call {
    const http::Request& request;
    const http::PathValues& values;
    std::optional<Principals::Found> caller;
    Errand errand{};           ///< What is left to the background is done in this lane, for this caller.
    std::string_view route{};  ///< Its pattern.
    /// The cookie by which the caller is known, if it is by one.
    std::optional<DeviceCookie> cookie{};
    /// The same of a person who is logged in.
    std::optional<SessionCookie> session{};

    /// Only in actions whose access asks for a token.
    const Principal& who() const { return *caller->principal; }
};

/// The outside contract: who may call which route, how often, and what stands between a call and its answer.
/// The routes themselves are added by the files of routes/, each with ports of its own. Any thread after the
/// last add().
class Api final : public http::Application {
public:
    using Action = std::function<http::net::awaitable<http::Response>(const Call&)>;

    /// What it needs of the house itself; all outlive it.
    struct Ports {
        const journal::JournalFiles& journal;
        const reports::Reports& reports;
        following::Tail& following_reports;
        sequencer::Sequencer& sequencer;
        const Principals& principals;
        following::Tail& following_access;  ///< Of `principals`.
        Devices& devices;
        People& people;
        Background& background;
        Metrics& metrics;
        Refusals& refusals;
        const Watch& watch;
        const world::Clock& clock;
        world::Random& random;
    };
    /// Without any route.
    explicit Api(const Ports& ports);

    const http::Router& router() const override { return router_; }
    http::Response refuse(const http::Refusal& refusal, std::string_view client) const override;
    void answered(const http::Route* route, int status) noexcept override;
    void failed(const http::Route& route, const std::exception& error) noexcept override;
    void handshake_failed(std::string_view why, std::string_view client) noexcept override;
    bool may_use_reserve(const http::Route& route) const override {
        return route.access == signed_by_provider.code();
    }
    bool identifies(const http::Route& route) const override { return route.access != anyone.code(); }

    /// From now on /readyz says no, so that a proxy sends new work elsewhere.
    void begin_stop() { stopping_ = true; }
    bool stopping() const { return stopping_; }

    // For the files of routes/.

    struct RouteOptions {
        Admission access;
        std::size_t body_bytes_max = 0;
        std::string summary;
        /// Of the route's clients by address, asked once per request: before a body over 16 KB is read, else
        /// before the action. Null: none.
        std::shared_ptr<RateLimit> limit = nullptr;
        /// Asked instead of `limit` before a body over 16 KB; its action sees Request::let_in. Null: `limit`.
        std::shared_ptr<RateLimit> body_limit = nullptr;
        Lane lane = Lane::reading;
        std::vector<http::Parameter> parameters{};  ///< What its query may hold.
        http::OtherParameters other_parameters = http::OtherParameters::refused;
        bool cross_origin = false;  ///< Scripts of any site may call it.
        http::InTheClear in_the_clear = http::InTheClear::refused;
    };
    /// Asserts that a route for anyone has a limit.
    void add(http::Method method, std::string pattern, RouteOptions options, Action action);

    /// Runs `work` in the background once the reports hold everything that was committed when the call came:
    /// what one client was told, every client can read. 503 when they do not catch up within two seconds, or
    /// its turn does not come.
    http::net::awaitable<http::Response> read(const Call& call, std::function<http::Response()> work);
    /// The same for part of a call. Why it was not done, else nothing.
    http::net::awaitable<std::optional<http::Response>> read_into(const Call& call,
                                                                  std::function<void()> work);
    /// The same for what follows from the call and the journal alone: it does not wait for the reports.
    http::net::awaitable<http::Response> in_background(const Call& call,
                                                       std::function<http::Response()> work);

    /// Submits `request` in the caller's name (with its Idempotency-Key) and answers with `render`, in the
    /// background once the reports show what was recorded. `created` is false for a repeated request.
    struct Done {
        Sequence sequence;
        bool created = true;
    };
    http::net::awaitable<http::Response> execute(const Call& call, book::Ask ask,
                                                 std::function<http::Response(Done)> render,
                                                 std::optional<book::Refusal>* refused = nullptr);
    /// The same without waiting for the reports: `render` reads nothing from them.
    http::net::awaitable<http::Response> execute_at_once(const Call& call, book::Ask ask,
                                                         std::function<http::Response(Done)> render);
    /// Whether the caller's token may make so many changes now: what each makes stays on the disk for ever.
    /// The operator always may. `rows`: of a list.
    std::optional<http::Response> too_many_changes(const Call& call);
    std::optional<http::Response> too_many_rows(const Call& call, std::size_t rows);
    /// Waits until everybody whose making is durable by now can call. False if that takes too long.
    http::net::awaitable<bool> knows_all_principals();
    /// The same for what answers in its own way: what was recorded, or why nothing was.
    struct Carried {
        std::optional<Done> done;
        http::Response refusal{};
    };
    http::net::awaitable<Carried> carry_out(const Call& call, book::Ask ask,
                                            std::optional<book::Refusal>* refused = nullptr);
    /// Runs `work` in the background, in the call's lane. Why it was not done, else nothing.
    http::net::awaitable<std::optional<http::Response>> run(Errand errand, std::function<void()> work);
    /// What a failed submit() is answered with.
    static http::Response not_taken(const Error& error);

    // What the caller may see, straight from the reports (background threads). Nothing: answer 404.
    std::optional<merchants::Market> visible_market(const Call& call, std::string_view id) const;
    /// For what a route does with the stall. What is told of it goes through shown_to().
    std::optional<merchants::Stall> visible_stall(const Call& call, std::string_view id) const;

private:
    http::net::awaitable<http::Response> answer(const RouteOptions& options, std::string_view pattern,
                                                const Action& action, const http::Request& request,
                                                const http::PathValues& values);
    http::net::awaitable<std::optional<http::Response>> ask_who(const RouteOptions& options, Call& call);
    http::net::awaitable<http::Response> admit(const RouteOptions& options, const Action& action, Call& call,
                                               std::string& renewed);
    void say_if_behind(http::Response& response) const;
    void note_refusal(const Call& call, const http::Response& response);
    /// http::Route::before_body: the same questions as admit()'s, before the body is here.
    http::net::awaitable<std::optional<http::Response>> let_in(const RouteOptions& options,
                                                               std::string_view pattern,
                                                               const http::Request& head);
    http::net::awaitable<std::optional<Principals::Found>> identify(const RouteOptions& options, Call& call,
                                                                    http::Response& refusal);
    http::net::awaitable<std::optional<Principals::Found>> identify_by_cookie(Capability asked, Call& call,
                                                                              http::Response& refusal);
    http::net::awaitable<std::optional<Principals::Found>> identify_person(Call& call,
                                                                           http::Response& refusal);
    http::net::awaitable<std::optional<Principals::Found>> identify_device(Call& call,
                                                                           http::Response& refusal);
    std::optional<http::Response> not_now(const Principal& who, const http::Request& request) const;
    bool may_by(const DeviceCookie& cookie, Capability asked) const;
    bool is_forged(const Call& call) const;
    std::optional<DeviceCookie> cookie_of(const http::Request& request) const;
    http::net::awaitable<std::optional<Principals::Found>> find(Hash secret, http::Response& refusal);
    std::optional<http::Response> note_seen(const Call& call, std::string& renewed);
    http::net::awaitable<std::optional<http::Response>> read_for(Errand errand, std::function<void()> work);

    const Ports ports_;
    RateLimitBy<TokenId> calls_;
    RateLimitBy<TokenId> changes_;
    RateLimitBy<TokenId> rows_;
    http::Router router_;
    std::atomic<bool> stopping_{false};
};

/// The same route, its background work in another lane.
inline Api::RouteOptions in_lane(Lane lane, Api::RouteOptions options) {
    options.lane = lane;
    return options;
}

/// The same route, whose query may hold these parameters.
inline Api::RouteOptions taking(std::vector<http::Parameter> parameters, Api::RouteOptions options) {
    options.parameters = std::move(parameters);
    return options;
}

/// Of a list (views.hpp, page_query()).
inline constexpr http::Parameter limit_parameter{"limit", "How many at most, 1 to 1000; 100 unless told"};
inline constexpr http::Parameter cursor_parameter{"cursor", "next_cursor of the answer before"};

}  // namespace choqr::gateway
