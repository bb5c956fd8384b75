// Which events somebody did, and to what: the rows of the table `act`.

#include "reports/projection.hpp"
#include "reports/rows.hpp"

namespace choqr::reports {

/// What an act was done to.
struct Projection::Touched {
    std::optional<MarketId> market{};
    std::optional<StallId> stall{};
    std::optional<TokenId> about{};
};

namespace {

/// Money that comes, and what is asked of customers, has lists of its own, and would be nearly all rows.
template <class Event>
constexpr bool is_act = true;
template <>
constexpr bool is_act<book::TransferReceived> = false;
template <>
constexpr bool is_act<book::NoticeConflicted> = false;
template <>
constexpr bool is_act<book::EvidenceSeen> = false;
template <>
constexpr bool is_act<book::PaymentRequestOpened> = false;
template <>
constexpr bool is_act<book::PaymentRequestExpired> = false;
template <>
constexpr bool is_act<book::PaymentRequestCancelled> = false;
template <>
constexpr bool is_act<book::VendorErased> = false;  // Once for each of the vendor's stalls.

std::optional<MarketId> market_in(const MarketId& id) { return id; }
std::optional<MarketId> market_in(const std::optional<MarketId>& id) { return id; }
std::optional<MarketId> market_in(const merchants::Market& market) { return market.id; }
std::optional<StallId> stall_in(const StallId& id) { return id; }
[[maybe_unused]] std::optional<StallId> stall_in(const std::optional<StallId>& id) { return id; }
std::optional<StallId> stall_in(const merchants::Stall& stall) { return stall.id; }

/// By the members that such events have: a new event is listed without a line here.
template <class Event>
std::optional<MarketId> market_of(const Event& e) {
    if constexpr (requires { market_in(e.market); }) return market_in(e.market);
    return std::nullopt;
}
template <class Event>
std::optional<StallId> stall_of(const Event& e) {
    if constexpr (requires { stall_in(e.stall); }) return stall_in(e.stall);
    return std::nullopt;
}
template <class Event>
std::optional<TokenId> principal_of(const Event& e) {
    if constexpr (requires { TokenId{e.user}; }) return e.user;
    if constexpr (requires { TokenId{e.token}; }) return e.token;
    if constexpr (requires { TokenId{e.id}; }) return e.id;
    return std::nullopt;
}

}  // namespace

void Projection::put_acts(const book::RecordedEvent& recorded) {
    std::visit(
        [&]<class Event>(const Event& e) {
            if constexpr (is_act<Event>) {
                Touched touched{market_of(e), stall_of(e), principal_of(e)};
                if constexpr (std::is_same_v<Event, book::TokenIssued>)
                    touched = {e.token.market, e.token.stall, e.id};
                put_act(recorded, touched);
            }
        },
        recorded.event);
}

void Projection::put_acts_of_erasure(const book::RecordedEvent& recorded, VendorId vendor) {
    std::vector<StallId> stalls;
    {
        auto rows = database_.query("SELECT id FROM stall WHERE vendor = ?1 ORDER BY id", vendor);
        while (rows.next()) stalls.push_back(id_at<StallId>(rows, 0));
    }
    if (stalls.empty()) put_act(recorded, {});
    for (const auto stall : stalls) put_act(recorded, {.stall = stall});
}

// What was done to a device or a token was done at its stall.
void Projection::put_act(const book::RecordedEvent& recorded, const Touched& touched) {
    auto stall = touched.stall;
    auto market = touched.market;
    if (!stall && touched.about) {
        auto rows = database_.query("SELECT stall, market FROM token WHERE id = ?1", *touched.about);
        if (rows.next()) {
            stall = optional_id_at<StallId>(rows, 0);
            if (!market) market = optional_id_at<MarketId>(rows, 1);
        }
    }
    if (stall && !market) market = place_of(*stall).market;
    database_.run("INSERT INTO act VALUES(NULL, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)", recorded.sequence,
                  milliseconds_of(recorded.recorded_at), book::row_of(recorded.event).number, recorded.actor,
                  TokenId::parse(recorded.actor), market, stall, touched.about);
}

}  // namespace choqr::reports
