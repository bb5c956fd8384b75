#include "app/followers.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "telemetry/log.hpp"

namespace choqr::gateway {
namespace {

// A screen is as good as at once after two milliseconds; nobody is woken for every batch.
constexpr following::Tail::Options for_live{.gives_way = false, .rest = std::chrono::milliseconds{2}};
// What is revoked here is revoked where it was carried out; this repeats it for what else follows the
// journal.
constexpr following::Tail::Options for_access{.gives_way = false, .rest = std::chrono::milliseconds{20}};
constexpr following::Tail::Options for_keys{.rest = std::chrono::milliseconds{50},
                                            .longest_pause = std::chrono::milliseconds{10'000}};

}  // namespace

Followers::Followers(Ledger& ledger, LiveScreens& live, Principals& principals, StandPhotos& photos)
    : erasing_{ledger.sealer(), photos, ledger.book().next()},
      live_{ledger.journal(), ledger.sealer(), live, for_live},
      access_{ledger.journal(), ledger.sealer(), principals, for_access},
      keys_{ledger.journal(), ledger.sealer(), erasing_, for_keys},
      all_{{"access", access_},
           {"live", live_},
           {"keys", keys_, false},
           {"reports", ledger.follower().tail()}} {
    remove_photos_of(photos, ledger.book().erased_vendors());
    principals.on_ended([&live](TokenId token) {
        live.hub().end_of(token);
        live.loudspeakers().forget(token);
    });
    principals.begin(ledger.book());
    if (const auto begun = live.begin(ledger.book()); !begun)
        log(LogLevel::warning, "screens_know_no_past", {{"error", begun.error().message()}});
}

Followers::~Followers() { stop(); }

following::Tail& Followers::tail_of(std::string_view name) const {
    const auto found = std::ranges::find(all_, name, &Named::name);
    CHOQR_ASSERT(found != all_.end(), "a follower is asked for by its name");
    return found->tail;
}

void Followers::start(const std::function<void(const Named&, Error)>& failed) {
    for (const auto& one : all_) one.tail.start([&one, failed](Error error) { failed(one, error); });
}

void Followers::stop() {
    for (const auto& one : all_) one.tail.stop();
}

void Followers::wake() {
    for (const auto& one : all_) one.tail.wake();
}

Result<std::size_t> Followers::run_once() {
    std::size_t records = 0;
    std::optional<Error> first;
    for (const auto& one : all_) {
        const auto taken = one.tail.run_once();
        if (taken)
            records += *taken;
        else if (!first)
            first = taken.error();
    }
    if (first) return *first;
    return records;
}

Result<void> Followers::catch_up() {
    for (const auto& one : all_)
        if (const auto done = one.tail.catch_up(); !done) return done.error();
    return {};
}

std::vector<Watch::Follower> Followers::look(std::chrono::nanoseconds now) const {
    std::vector<Watch::Follower> followers;
    for (const auto& one : all_) {
        const auto standing = one.tail.standing(now);
        const auto& why = standing.failure ? standing.failure : standing.waiting_out;
        followers.push_back({.name = std::string{one.name},
                             .lag = standing.lag,
                             .records = standing.records_behind(),
                             .why = why ? why->message() : std::string{},
                             .failed = standing.failure.has_value()});
    }
    return followers;
}

}  // namespace choqr::gateway
