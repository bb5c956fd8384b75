#include "live/places.hpp"

#include <algorithm>
#include <map>

#include "base/fold.hpp"
#include "live/items.hpp"
#include "merchants/bank_directory.hpp"

namespace choqr::gateway {
namespace {

constexpr std::size_t last_digits = 4;

std::vector<AccountFace> faces_of(const std::vector<merchants::Account>& accounts) {
    std::vector<AccountFace> faces;
    for (const auto& account : accounts) {
        const std::string_view number = account.number.text();
        const auto shown = number.substr(number.size() - std::min(last_digits, number.size()));
        faces.push_back({std::string{merchants::bank_display_name(account.bin)}, std::string{shown}});
    }
    return faces;
}

MarketFace face_of(const merchants::Market& market) {
    return {market.name, market.province, market.commune, market.business_day_cutoff, market.watch_period};
}

}  // namespace

void Places::begin(const book::Book& book) {
    stalls_.clear();
    markets_.clear();
    erased_.clear();
    proposals_.clear();
    book.each_market(
        [this](const merchants::Market& market) { markets_.insert_or_assign(market.id, face_of(market)); });
    book.each_stall([this](const merchants::Stall& stall) { put(stall); });
    holders_.begin(book);
    book.each_token([this](const book::Book::TokenKnown& known) {
        if (known.revoked_at || !known.is_device) return;
        if (book::is_stall_device(known.token.role)) pair(*known.token.stall, known.id);
        if (const auto display = display_known(known.id, known.token)) pair(*display);
    });
    book.each_payee_change([this](const book::PayeeChange& change) {
        propose(change.stall,
                {change.id, faces_of(change.accounts), change.proposed_by, change.takes_effect_at});
    });
    for (const auto vendor : book.erased_vendors()) erased_.insert(vendor);
    if (erased_.empty()) return;
    // Whose stall it was is no longer known: it may have been one of these.
    for (auto& [id, stall] : stalls_)
        if (!stall.vendor) stall.shows_texts_from = book.next();
}

void Places::put(const merchants::Stall& stall) {
    const auto known = stalls_.find(stall.id);
    StallFace face{.id = stall.id,
                   .market = stall.market,
                   .status = stall.status,
                   .registered = stall.registered(),
                   .code = stall.code,
                   .zone = stall.zone,
                   .goods = stall.goods,
                   .is_collection_point = stall.kind == merchants::PointKind::collection_point,
                   .stall_code = stall.transfer_code.text(),
                   .accounts = faces_of(stall.accounts)};
    if (known != stalls_.end()) {
        face.shows_texts_from = known->second.shows_texts_from;
        face.newest_device = known->second.newest_device;
        face.payee_change = std::move(known->second.payee_change);
    }
    if (stall.vendor) {
        face.vendor = stall.vendor->id;
        face.vendor_name = stall.vendor->name;
    }
    stalls_.insert_or_assign(stall.id, std::move(face));
}

void Places::erase(VendorId vendor, Sequence at) {
    erased_.insert(vendor);
    for (auto& [id, stall] : stalls_) {
        if (stall.vendor != vendor) continue;
        stall.vendor.reset();
        stall.vendor_name.clear();
        stall.shows_texts_from = at;
    }
}

void Places::change_status(StallId id, merchants::StallStatus status) {
    if (const auto stall = stalls_.find(id); stall != stalls_.end()) stall->second.status = status;
}

void Places::pair(StallId id, TokenId device) {
    const auto stall = stalls_.find(id);
    if (stall == stalls_.end()) return;
    auto& newest = stall->second.newest_device;
    newest = std::max(newest.value_or(device), device);
}

void Places::propose(StallId id, PayeeChangeFace change) {
    if (const auto stall = stalls_.find(id); stall != stalls_.end())
        stall->second.payee_change = std::move(change);
}

void Places::end_payee_change(StallId id) {
    if (const auto stall = stalls_.find(id); stall != stalls_.end()) stall->second.payee_change.reset();
}

void Places::apply_to_payees(const book::RecordedEvent& event) {
    const auto& what = event.event;
    if (const auto* one = std::get_if<book::StallRegistered>(&what); one && one->proposed)
        propose(one->stall.id, {PayeeChangeId{event.sequence}, faces_of(*one->proposed),
                                TokenId::parse(event.actor), std::nullopt});
    if (const auto* one = std::get_if<book::PayeeChangeProposed>(&what))
        propose(one->stall, {one->id, faces_of(one->accounts), one->proposed_by, std::nullopt});
    if (const auto* one = std::get_if<book::PayeeChangeConfirmed>(&what)) {
        const auto stall = stalls_.find(one->stall);
        if (stall != stalls_.end() && stall->second.payee_change)
            stall->second.payee_change->takes_effect_at = one->takes_effect_at;
    }
    if (const auto* one = std::get_if<book::PayeeChangeRefused>(&what)) end_payee_change(one->stall);
    if (const auto* one = std::get_if<book::PayeeChangeLapsed>(&what)) end_payee_change(one->stall);
    if (const auto* one = std::get_if<book::StallClosed>(&what)) end_payee_change(one->stall);
    if (const auto* one = std::get_if<book::StallChanged>(&what); one && one->payee_change)
        end_payee_change(one->stall.id);
}

namespace {

constexpr std::chrono::hours lately{24};
constexpr std::size_t few_changes = 3, stalls_per_change = 20;

/// At whose stall, if the event proposes other accounts.
std::optional<StallId> proposed_at(const book::RecordedEvent& event) {
    if (const auto* one = std::get_if<book::PayeeChangeProposed>(&event.event)) return one->stall;
    const auto* one = std::get_if<book::StallRegistered>(&event.event);
    return one && one->proposed ? std::optional{one->stall.id} : std::nullopt;
}

}  // namespace

void Places::note_proposal(const book::RecordedEvent& event) {
    const auto at = proposed_at(event);
    const auto stall = at ? stalls_.find(*at) : stalls_.end();
    if (stall == stalls_.end()) return;
    proposals_.emplace_back(event.recorded_at, stall->second.market);
    while (event.recorded_at - proposals_.front().first > lately) proposals_.pop_front();
}

Places::PayeeAlarm Places::payee_alarm(Instant now) const {
    std::map<MarketId, std::size_t> proposed;
    PayeeAlarm alarm;
    for (const auto& [at, market] : proposals_)
        if (now - at <= lately) {
            ++proposed[market];
            ++alarm.proposed;
        }
    for (const auto& [market, count] : proposed) {
        const auto stalls = std::ranges::count_if(stalls_, [market = market](const auto& one) {
            return one.second.market == market && one.second.status != merchants::StallStatus::closed;
        });
        const auto usual = std::max(few_changes, static_cast<std::size_t>(stalls) / stalls_per_change);
        alarm.markets += count > usual ? 1u : 0u;
    }
    return alarm;
}

void Places::pair(const DisplayNews& display) {
    for (const auto stall : heard_by(display)) pair(stall, display.device);
}

std::vector<StallId> Places::heard_by(const DisplayNews& display) const {
    return display.stall ? std::vector{*display.stall} : stalls_of(display.market, display.zone);
}

void Places::apply(const book::RecordedEvent& event) {
    if (const auto* market = std::get_if<book::MarketRegistered>(&event.event))
        markets_.insert_or_assign(market->market.id, face_of(market->market));
    if (const auto* changed = std::get_if<book::MarketChanged>(&event.event);
        changed && changed->watch_period)
        markets_[changed->market].watch_period = *changed->watch_period;
    if (const auto* registered = std::get_if<book::StallRegistered>(&event.event)) {
        put(registered->stall);
        holders_.put(registered->stall, event.recorded_at);
    }
    if (const auto* changed = std::get_if<book::StallChanged>(&event.event)) {
        put(changed->stall);
        holders_.put(changed->stall, event.recorded_at);
    }
    if (const auto* erased = std::get_if<book::VendorErased>(&event.event))
        erase(erased->vendor, event.sequence);
    if (const auto news = device_news(event)) pair(news->stall, news->device);
    if (const auto news = display_news(event)) pair(*news);
    if (const auto news = status_news(event)) change_status(news->stall, news->status);
    apply_to_payees(event);
    note_proposal(event);
}

std::vector<StallId> Places::holders_of(const AccountNumber& number, const std::optional<Bin>& bin,
                                        Instant now) const {
    std::vector<StallId> stalls;
    for (const auto& [id, at_bank, given_up_at] : holders_.of(number, bin)) {
        const auto* face = stall(id);
        if (!face || face->status == merchants::StallStatus::closed) continue;
        const auto* place = market(face->market);
        const bool counts = !given_up_at || (place && now - *given_up_at <= place->watch_period);
        if (counts && std::ranges::find(stalls, id) == stalls.end()) stalls.push_back(id);
    }
    return stalls;
}

std::vector<StallId> Places::holders_of(const merchants::TransferNotice& notice, Instant now) const {
    if (notice.virtual_account) {
        auto stalls = holders_of(*notice.virtual_account, notice.creditor_bin, now);
        if (!stalls.empty()) return stalls;
    }
    if (!notice.creditor_account) return {};
    return holders_of(*notice.creditor_account, notice.creditor_bin, now);
}

const StallFace* Places::stall(StallId id) const {
    const auto found = stalls_.find(id);
    return found == stalls_.end() ? nullptr : &found->second;
}

std::vector<StallId> Places::stalls_of(MarketId market, std::string_view zone) const {
    std::vector<StallId> stalls;
    for (const auto& [id, stall] : stalls_)
        if (stall.market == market && folded_name(stall.zone) == zone) stalls.push_back(id);
    return stalls;
}

const MarketFace* Places::market(MarketId id) const {
    const auto found = markets_.find(id);
    return found == markets_.end() ? nullptr : &found->second;
}

}  // namespace choqr::gateway
