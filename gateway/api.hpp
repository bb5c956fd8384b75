#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "connectors/connector.hpp"
#include "connectors/standard_webhooks.hpp"
#include "gateway/access.hpp"
#include "gateway/async.hpp"
#include "gateway/background.hpp"
#include "gateway/live/hub.hpp"
#include "gateway/metrics.hpp"
#include "gateway/rate_limit.hpp"
#include "gateway/refusals.hpp"
#include "gateway/watch.hpp"
#include "http/server.hpp"
#include "journal/checkpoint.hpp"
#include "journal/journal_files.hpp"
#include "keys/key_ring.hpp"
#include "sandbox/sandbox.hpp"
#include "world/clock.hpp"
#include "world/random.hpp"

namespace choqr::gateway {

/// One provider account from the configuration.
struct Feed {
    FeedId id;
    std::unique_ptr<const connectors::Connector> connector;
    std::unique_ptr<const connectors::StandardWebhooks> demo_signer = nullptr;  ///< For the demonstration wallet alone.
    std::shared_ptr<const merchants::FeedBounds> bounds =
        nullptr;  ///< What it may speak of; null: of everything.
};

/// What the routes stand on; main() (or a simulation) builds and owns it all.
struct Services {
    const journal::JournalFiles& journal;
    journal::Checkpoints& checkpoints;
    const book::Sealer& sealer;
    const keys::KeyRing& keys;
    const reports::Reports& reports;
    reports::Follower& follower;
    sequencer::Sequencer& sequencer;
    const world::Clock& clock;
    world::Random& random;
    Background& background;
    sandbox::Sandbox& sandbox;  ///< For whatever a stranger's bytes are unpacked by (strangers_work.hpp).
    LiveHub& live;
    Metrics& metrics;
    Refusals& refusals;
    const Watch& watch;
    TokenCache& tokens;
    std::map<std::string, Feed, std::less<>> feeds;
    std::string public_base_url;
    bool demo_wallet = false;
    bool demo_wallet_for_all = false;  ///< Else it pays for callers on this machine alone.
    bool trial_ledger = false;         ///< No money in this ledger is real: every page and paper says so.
    std::string logos{};  ///< The directory of the markets' logos, CODE.png; empty: none.
    std::vector<journal::VerifierKey> witnesses = {};
};

/// One call: the request, what stood in its path, and who makes it. Valid until the action has answered.
struct Call {
    const http::Request& request;
    const http::PathValues& values;
    std::optional<Caller> caller;
    Errand errand{};           ///< What is left to the background is done in this lane, for this caller.
    std::string_view route{};  ///< Its pattern.

    /// Only in actions whose access asks for a token.
    const Caller& who() const { return *caller; }
};

/// All routes of the outside contract over the services. Any thread after construction.
class Api final : public http::Application {
public:
    using Action = std::function<http::net::awaitable<http::Response>(const Call&)>;

    /// `services` outlives the Api.
    explicit Api(Services& services);

    const http::Router& router() const override { return router_; }
    http::Response refuse(const http::Refusal& refusal, std::string_view client) const override;
    void answered(const http::Route* route, int status) noexcept override;
    void failed(const http::Route& route, const std::exception& error) noexcept override;
    bool may_use_reserve(const http::Route& route) const override {
        return route.access == signed_by_provider;
    }
    bool identifies(const http::Route& route) const override { return route.access != anyone; }

    /// From now on /readyz says no, so that a proxy sends new work elsewhere.
    void begin_stop() { stopping_ = true; }
    bool stopping() const { return stopping_; }

    // For the files of routes/.

    Services& services() { return services_; }
    struct RouteOptions {
        std::uint32_t access = operators;
        std::size_t body_bytes_max = 0;
        std::string summary;
        /// Of the route's clients by address, asked once per request: before a body over 16 KB is read, else
        /// before the action. Null: none.
        std::shared_ptr<RateLimit> limit = nullptr;
        /// Asked instead of `limit` before a body over 16 KB; its action sees Request::let_in. Null: `limit`.
        std::shared_ptr<RateLimit> body_limit = nullptr;
        Lane lane = Lane::reading;
    };
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
    http::net::awaitable<http::Response> execute(const Call& call, book::Request request, std::function<http::Response(Done)> render,
                                            std::optional<book::Refusal>* refused = nullptr);
    /// The same without waiting for the reports: `render` reads nothing from them.
    http::net::awaitable<http::Response> execute_at_once(const Call& call, book::Request request,
                                                         std::function<http::Response(Done)> render);
    /// Whether the caller's token may make so many changes now: what each makes stays on the disk for ever.
    /// The operator always may. `rows`: of a list.
    std::optional<http::Response> too_many_changes(const Call& call);
    std::optional<http::Response> too_many_rows(const Call& call, std::size_t rows);
    /// What a failed submit() is answered with.
    static http::Response not_taken(const Error& error);

    // What the caller may see, straight from the reports (background threads). Nothing: answer 404.
    std::optional<merchants::Market> visible_market(const Call& call, std::string_view id) const;
    std::optional<merchants::Stall> visible_stall(const Call& call, std::string_view id) const;

private:
    http::net::awaitable<http::Response> answer(const RouteOptions& options, std::string_view pattern,
                                                const Action& action, const http::Request& request,
                                                const http::PathValues& values);
    http::net::awaitable<std::optional<http::Response>> ask_who(std::uint32_t access, Call& call);
    http::net::awaitable<http::Response> admit(std::uint32_t access, const Action& action, Call& call);
    void note_refusal(const Call& call, const http::Response& response);
    /// http::Route::before_body: the same questions as admit()'s, before the body is here.
    http::net::awaitable<std::optional<http::Response>> let_in(std::uint32_t access, std::string_view pattern,
                                                               RateLimit* limit, const http::Request& head);
    http::net::awaitable<std::optional<Caller>> identify(const http::Request& request, http::Response& refusal);
    http::net::awaitable<std::optional<http::Response>> read_for(Errand errand, std::function<void()> work);
    http::net::awaitable<std::optional<http::Response>> run(Errand errand, std::function<void()> work);
    struct Carried {
        std::optional<Done> done;
        http::Response refusal{};
    };
    http::net::awaitable<Carried> carry_out(const Call& call, book::Request request,
                                            std::optional<book::Refusal>* refused);

    Services& services_;
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

// One function per file of routes/.
void add_health_routes(Api& api);
void add_market_routes(Api& api);
void add_stall_routes(Api& api);
void add_qr_routes(Api& api);
void add_quick_link_routes(Api& api);
void add_stand_routes(Api& api);
void add_payment_request_routes(Api& api);
void add_notice_routes(Api& api);
void add_transfer_routes(Api& api);
void add_event_routes(Api& api);
void add_live_routes(Api& api);
void add_report_routes(Api& api);
void add_token_routes(Api& api);
void add_ledger_routes(Api& api);
void add_day_routes(Api& api);
void add_import_routes(Api& api);
void add_page_routes(Api& api);
void add_demo_routes(Api& api);
void add_openapi_route(Api& api);  ///< Last: it describes all others.

}  // namespace choqr::gateway
