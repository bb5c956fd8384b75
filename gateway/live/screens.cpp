#include "live/screens.hpp"

#include <algorithm>
#include <utility>

#include "base/fold.hpp"
#include "base/plant.hpp"
#include "book/words.hpp"
#include "book_json/stall_json.hpp"
#include "journal/format.hpp"
#include "json/writer.hpp"
#include "live/transfer_face.hpp"
#include "qr/card_number.hpp"

namespace choqr::gateway {
namespace {

Result<book::RecordedEvent> decode(const journal::StoredRecord& record, const book::Sealer& sealer,
                                   bool with_texts) {
    if (with_texts) return book::decode(record.sequence, record.type, record.payload, sealer);
    std::optional<book::RecordedEvent> event;
    const auto done = book::decode_for_replay(record.sequence, record.type, record.payload, sealer, event);
    if (!done) return done.error();
    return *std::move(event);
}

bool is_payment(const book::TransferReceived& transfer) {
    return transfer.status == book::TransferStatus::matched && !transfer.trial;
}

}  // namespace

LiveScreens::LiveScreens(const journal::JournalFiles& journal, const book::Sealer& sealer,
                         const world::Clock& clock)
    : LiveScreens{journal, sealer, clock, Options{}} {}

LiveScreens::LiveScreens(const journal::JournalFiles& journal, const book::Sealer& sealer,
                         const world::Clock& clock, Options options)
    : journal_{journal}, sealer_{sealer}, clock_{clock}, options_{options}, recent_{options.recent} {}

// ---- Following

Result<void> LiveScreens::begin(const book::Book& book) {
    const auto since = clock_.now() - options_.recent.kept;
    const auto begin = [&](Sequence first, Instant complete_since) {
        const std::lock_guard lock{mutex_};
        places_.begin(book);
        recent_.begin(first, complete_since);
        unclaimed_.begin();
        position_ = book.next().value();
    };
    const auto first = first_recorded_since(since, book.next());
    begin(first ? *first : book.next(), since);
    const auto read = first ? read_what_was(*first, book.next()) : Result<void>{first.error()};
    if (!read) begin(book.next(), book.last_recorded_at());
    return read;
}

// Recorded time never runs back.
Result<Sequence> LiveScreens::first_recorded_since(Instant moment, Sequence end) const {
    std::uint64_t low = 0, high = end.value();
    while (low < high) {
        const auto middle = low + (high - low) / 2;
        const auto records = journal_.read(Sequence{middle}, 1, 1);
        if (!records) return records.error();
        const auto event = decode(records->front(), sealer_, false);
        if (!event) return event.error();
        if (event->recorded_at < moment)
            low = middle + 1;
        else
            high = middle;
    }
    return Sequence{low};
}

// In place, and only what a screen shows: a start waits for it.
Result<void> LiveScreens::read_what_was(Sequence from, Sequence end) {
    Result<void> added;
    std::optional<book::RecordedEvent> event;
    const auto visited = journal_.visit(from, [&](const journal::RecordView& record) {
        if (record.sequence >= end) return false;
        const bool is_shown = record.type == book::number_of<book::TransferReceived> ||
                              record.type == book::number_of<book::TransferAssigned> ||
                              record.type == book::number_of<book::TransferClaimed> ||
                              record.type == book::number_of<book::EvidenceSeen> ||
                              record.type == book::number_of<book::StallRegistered> ||
                              record.type == book::number_of<book::PayeeChangeProposed>;
        if (!is_shown) return true;
        added = book::decode_for_replay(record.sequence, record.type, record.payload(), sealer_, event);
        if (added) added = add(*event);
        return added.has_value();
    });
    return visited ? added : visited;
}

Result<void> LiveScreens::add(const book::RecordedEvent& event) {
    {
        const std::lock_guard lock{mutex_};
        places_.note_proposal(event);
        unclaimed_.apply(event, places_);  // Nobody listens yet.
    }
    for (const auto& item : live_items(event)) {
        const auto entry = entry_of(item, event);
        if (!entry) return entry.error();
        const std::lock_guard lock{mutex_};
        recent_.add(item.stall, *entry, event.recorded_at);
    }
    return {};
}

Result<book::RecordedEvent> LiveScreens::original(TransferId id, bool with_texts) const {
    const auto records = journal_.read(Sequence{id.value()}, 1, 1);
    if (!records) return records.error();
    if (records->empty()) return make_error_code(journal::errc::not_committed);
    auto event = decode(records->front(), sealer_, with_texts);
    if (event && !std::holds_alternative<book::TransferReceived>(event->event))
        return make_error_code(book::errc::malformed);
    return event;
}

Result<Recent::Item> LiveScreens::entry_of(const LiveItem& item, const book::RecordedEvent& event) const {
    using enum LiveItem::What;
    Recent::Item entry{.event = item.sequence,
                       .transfer = item.transfer,
                       .counts_at = event.recorded_at,
                       .amount = Vnd{},
                       .what = item.what};
    if (item.what == taken_back || item.what == given_over) return entry;
    std::optional<book::RecordedEvent> other;
    if (item.what == assigned) {
        auto read = original(item.transfer, false);
        if (!read) return read.error();
        other = *std::move(read);
    }
    const auto& recorded = other ? *other : event;
    const auto& transfer = std::get<book::TransferReceived>(recorded.event);
    entry.counts_at = book::counts_at(transfer, recorded.recorded_at);
    entry.amount = transfer.notice.amount;
    entry.is_money = item.what == assigned ? !transfer.trial : is_payment(transfer);
    return entry;
}

Result<std::vector<LiveScreens::Noted>> LiveScreens::note(
    const std::vector<book::RecordedEvent>& events) const {
    std::vector<Noted> noted;
    for (const auto& event : events)
        for (const auto& item : live_items(event)) {
            const auto entry = entry_of(item, event);
            if (!entry) return entry.error();
            noted.push_back({item, *entry, event.recorded_at});
        }
    return noted;
}

// What has to be read comes first: after that nothing fails, and the portion is taken as a whole. The
// position moves before anybody is told: whoever begins to listen in between is told by its hello and skips
// the rest.
Result<void> LiveScreens::take(const following::Portion& portion) {
    const auto noted = note(portion.events);
    if (!noted) return noted.error();
    std::vector<std::vector<UnclaimedNews>> unclaimed;
    {
        const std::lock_guard lock{mutex_};
        for (const auto& event : portion.events) {
            places_.apply(event);
            unclaimed.push_back(unclaimed_.apply(event, places_));
        }
        for (const auto& one : *noted) recent_.add(one.item.stall, one.entry, one.recorded_at);
        position_ = portion.next.value();
    }
    for (std::size_t i = 0; i < portion.events.size(); ++i) {
        tell(portion.events[i]);
        for (const auto& news : unclaimed[i]) tell_unclaimed(news, portion.events[i].sequence);
    }
    return {};
}

bool LiveScreens::may_pass(const Error& error) const { return error == journal::errc::unreadable; }

// ---- Telling

namespace {

void write_accounts(json::Writer& json, const std::vector<AccountFace>& accounts) {
    json.begin_array();
    for (const auto& account : accounts)
        json.begin_object()
            .field("bank", account.bank)
            .field("last_digits", account.last_digits)
            .end_object();
    json.end_array();
}

/// Where the stall's money goes, and whether that is to change: whoever was away learns it by this.
void write_payees(json::Writer& json, const StallFace& stall) {
    json.key("accounts");
    write_accounts(json, stall.accounts);
    json.key("payee_change");
    if (!stall.payee_change) return static_cast<void>(json.null());
    const auto& [id, to, by, effect] = *stall.payee_change;
    json.begin_object().field("id", id.text()).key("to");
    write_accounts(json, to);
    json.field("proposed_by", by ? std::optional{by->text()} : std::nullopt);
    json.field("takes_effect_at", effect ? std::optional{format_rfc3339(*effect)} : std::nullopt);
    json.end_object();
}

}  // namespace

void LiveScreens::tell(const book::RecordedEvent& event) {
    if (const auto news = status_news(event)) {
        json::Writer json;
        json.begin_object().field("status", book::name_of(news->status)).end_object();
        hub_.tell(news->stall, event.sequence, server_sent_state("status", json.take()));
    }
    if (const auto news = device_news(event)) {
        json::Writer json;
        json.begin_object().field("id", news->device.text()).field("role", book::name_of(news->role));
        json.field("name", news->name).end_object();
        hub_.tell(news->stall, event.sequence, server_sent_state("device", json.take()));
    }
    if (const auto news = payee_news(event)) {
        json::Writer json;
        json.begin_object().field("what", news->what);
        if (const auto face = stall(news->stall)) write_payees(json, *face);
        json.end_object();
        hub_.tell(news->stall, event.sequence, server_sent_state("payee", json.take()));
    }
    if (const auto news = display_news(event)) tell_of(*news, event.sequence);
    for (const auto& item : live_items(event)) {
        tell_displays(item);
        if (!hub_.has_listeners(item.stall)) continue;
        const auto text = transfer_event(item);
        if (text)
            hub_.tell(item.stall, item.sequence, *text);
        else
            hub_.end_of(item.stall);
    }
}

// Amount, minute and the payer's last digits: several stalls are told, and it is one's own.
Result<std::string> LiveScreens::unclaimed_event(TransferId id, bool is_open) const {
    json::Writer json;
    json.begin_object().field("id", id.text()).field("open", is_open);
    if (is_open) {
        const auto read = original(id, true);
        if (!read) return read.error();
        const auto& notice = std::get<book::TransferReceived>(read->event).notice;
        const auto minute = std::chrono::floor<std::chrono::minutes>(notice.booked_at);
        json.field("amount", notice.amount.dong()).field("booked_at", format_rfc3339(minute));
        json.field("debtor_account_tail", merchants::debtor_tail(notice));
    }
    json.end_object();
    return server_sent_state("unclaimed", json.take());
}

void LiveScreens::tell_unclaimed(const UnclaimedNews& news, Sequence event) {
    const auto listens = [&](StallId stall) { return hub_.has_listeners(stall); };
    if (std::ranges::none_of(news.stalls, listens)) return;
    const auto text = unclaimed_event(news.transfer, news.is_open);
    for (const auto stall : news.stalls) {
        if (text)
            hub_.tell(stall, event, *text);
        else
            hub_.end_of(stall);
    }
}

// Whoever hears a stall's money, the stall is told: at once, and on each of its screens.
void LiveScreens::tell_of(const DisplayNews& display, Sequence event) {
    json::Writer json;
    json.begin_object().field("id", display.device.text()).field("role", book::name_of(book::Role::display));
    json.field("name", display.name).end_object();
    const auto text = server_sent_state("device", json.take());
    std::vector<StallId> stalls;
    {
        const std::lock_guard lock{mutex_};
        stalls = places_.heard_by(display);
    }
    for (const auto stall : stalls) hub_.tell(stall, event, text);
}

namespace {

book::TransferStatus status_after(LiveItem::What what, const book::TransferReceived& transfer) {
    switch (what) {
        case LiveItem::What::received:
            return transfer.status;
        case LiveItem::What::assigned:
            return book::TransferStatus::assigned;
        case LiveItem::What::taken_back:
            return book::TransferStatus::reversed;
        case LiveItem::What::given_over:  // As far as this stall is concerned.
            return book::TransferStatus::unmatched;
    }
    return transfer.status;
}

}  // namespace

Result<std::unique_ptr<LiveScreens::Telling>> LiveScreens::telling_of(const LiveItem& item) const {
    auto read = original(item.transfer, true);
    if (!read) return read.error();
    auto telling = std::make_unique<Telling>(Telling{*std::move(read)});
    const auto& transfer = std::get<book::TransferReceived>(telling->recorded.event);
    const auto recorded_at = telling->recorded.recorded_at;
    const auto& notice = transfer.notice;
    const bool came_to_stall = transfer.match.stall && transfer.status != book::TransferStatus::unmatched;
    const bool was_put_there =
        item.what == LiveItem::What::assigned || item.what == LiveItem::What::taken_back;
    const bool is_at_stall = item.what != LiveItem::What::given_over && (came_to_stall || was_put_there);
    const auto setting = setting_of(item.stall, transfer);
    telling->face =
        TransferFace{.id = transfer.id,
                     .provider = transfer.feed.text(),
                     .provider_reference = notice.reference.text(),
                     .booked_at = notice.booked_at,
                     .received_at = recorded_at,
                     .market = is_at_stall ? setting.market : std::nullopt,
                     .stall = is_at_stall ? std::optional{item.stall} : std::nullopt,
                     .payment_request = came_to_stall ? transfer.match.request : std::nullopt,
                     .status = status_after(item.what, transfer),
                     .basis = transfer.match.basis,
                     .trial = transfer.trial,
                     .counts_when_recorded = book::counts_at(transfer, recorded_at) != notice.booked_at};
    // It is the stall's own screen.
    auto& facts = telling->facts;
    facts.dong = notice.amount.dong();
    facts.unmatched = telling->face->status == book::TransferStatus::unmatched;
    if (!setting.erased) {
        facts.payer = merchants::debtor_tail(notice);
        facts.content = qr::mask_card_numbers_in(notice.remittance_information);
    }
    return telling;
}

Result<std::string> LiveScreens::transfer_event(const LiveItem& item) const {
    const auto telling = telling_of(item);
    if (!telling) return telling.error();
    json::Writer json;
    const auto money = statistics::Disclosure{statistics::Reader::of_money}.transfer((*telling)->facts);
    write(json, *(*telling)->face, money);
    return server_sent_event("transfer", item.sequence, json.take());
}

// Everybody in the aisle hears it: neither who paid nor what they wrote.
Result<std::string> LiveScreens::display_event(const LiveItem& item) const {
    const auto telling = telling_of(item);
    if (!telling) return telling.error();
    const auto& face = *(*telling)->face;
    const auto money = statistics::Disclosure{statistics::Reader::of_money}.transfer((*telling)->facts);
    const auto place = stall(item.stall);
    json::Writer json;
    json.begin_object().field("id", face.id.text()).field("stall_id", item.stall.text());
    json.field("code", place ? place->code : std::string{});
    json.field("amount", money.amount.dong()).field("received_at", format_rfc3339(face.received_at));
    json.field("status", book::name_of(face.status)).field("trial", face.trial);
    json.field("announce", is_news(face)).end_object();
    return server_sent_event("payment", item.sequence, json.take());
}

std::optional<LiveHub::Heard> LiveScreens::heard_of(StallId id) const {
    const std::lock_guard lock{mutex_};
    const auto* stall = places_.stall(id);
    if (stall == nullptr) return std::nullopt;
    return LiveHub::Heard{stall->market, id, folded_name(stall->zone)};
}

void LiveScreens::tell_displays(const LiveItem& item) {
    const auto where = heard_of(item.stall);
    if (!where || !hub_.has_displays(*where)) return;
    const auto text = display_event(item);
    if (text)
        hub_.tell_displays(*where, item.sequence, *text);
    else
        hub_.end_displays(*where);
}

LiveScreens::Setting LiveScreens::setting_of(StallId id, const book::TransferReceived& transfer) const {
    const std::lock_guard lock{mutex_};
    Setting setting;
    const auto* stall = places_.stall(id);
    if (stall) setting.market = stall->market;
    setting.erased = transfer.owner ? places_.is_erased(*transfer.owner)
                                    : stall && transfer.id.value() < stall->shows_texts_from.value();
    return setting;
}

// ---- Opening

std::optional<StallFace> LiveScreens::stall(StallId id) const {
    const std::lock_guard lock{mutex_};
    const auto* found = places_.stall(id);
    return found ? std::optional{*found} : std::nullopt;
}

Places::PayeeAlarm LiveScreens::payee_alarm() const {
    const std::lock_guard lock{mutex_};
    return places_.payee_alarm(clock_.now());
}

std::optional<MarketFace> LiveScreens::market(MarketId id) const {
    const std::lock_guard lock{mutex_};
    const auto* found = places_.market(id);
    return found ? std::optional{*found} : std::nullopt;
}

// Under the mutex. What the screen says of its stall.
void LiveScreens::write_face(json::Writer& json, const StallFace& stall) const {
    const auto* market = places_.market(stall.market);
    json.field("stall", stall.id.text())
        .field("status", book::name_of(stall.status))
        .field("code", stall.code);
    json.field("goods", stall.goods).field("stall_code", stall.stall_code);
    json.field("registered", stall.registered).field("vendor_name", stall.vendor_name);
    json.field("market_id", stall.market.text());
    write_payees(json, stall);
    // Who was not there when it was paired learns by this that one was.
    json.field("newest_device",
               stall.newest_device ? std::optional{stall.newest_device->text()} : std::nullopt);
    json.field("business_day_cutoff",
               book::format_cutoff(market ? market->business_day_cutoff : std::chrono::minutes{0}));
}

std::optional<Instant> LiveScreens::booked_at(StallId stall, Sequence event) const {
    if (event.value() == 0) return std::nullopt;
    const std::lock_guard lock{mutex_};
    const auto items = recent_.after(stall, Sequence{event.value() - 1});
    const bool is_here =
        !items.empty() && items.front().event == event && items.front().what == LiveItem::What::received;
    return is_here ? std::optional{items.front().counts_at} : std::nullopt;
}

// Under the mutex.
std::string LiveScreens::hello(const StallFace& stall, Sequence position) const {
    const auto* market = places_.market(stall.market);
    const auto cutoff = market ? market->business_day_cutoff : std::chrono::minutes{0};
    const auto today = recent_.of_day(stall.id, business_day(clock_.now(), cutoff), cutoff);
    const auto last = position.value() == 0 ? 0 : position.value() - 1;
    json::Writer json;
    json.begin_object();
    write_face(json, stall);
    json.field("last_sequence", last).key("today");
    if (today)
        json.begin_object().field("count", today->count).field("amount", today->amount.dong()).end_object();
    else
        json.null();
    json.end_object();
    return server_sent_state("hello", json.take());
}

Result<LiveScreens::Opened> LiveScreens::open(StallId id, LiveHub::Listener listener,
                                              std::optional<Sequence> last_event) {
    Opened opened;
    // First listen, then look back: what comes between is in both and sent once, because the stream skips
    // what is covered.
    opened.subscription = hub_.subscribe(id, listener);
    if (last_event && planted("screen_resumes_too_late")) last_event = last_event->next();
    std::vector<Recent::Item> items;
    std::vector<TransferId> unclaimed;
    std::optional<Sequence> gap_before;
    {
        const std::lock_guard lock{mutex_};
        opened.first = position();
        unclaimed = unclaimed_.of(id, places_, clock_.now());
        const auto* stall = places_.stall(id);
        if (stall == nullptr) return make_error_code(journal::errc::not_committed);
        opened.opening = hello(*stall, opened.first);
        if (last_event) items = recent_.after(id, *last_event);
        if (last_event && last_event->next() < recent_.complete_from()) gap_before = recent_.complete_from();
        for (auto& item : items) item.what = recent_.last_of(id, item.transfer, item.what);
    }
    for (const auto transfer : unclaimed) {
        const auto text = unclaimed_event(transfer, true);
        if (!text) return text.error();
        opened.opening += *text;
    }
    std::vector<LiveItem> missed;
    missed.reserve(items.size());
    for (const auto& item : items) missed.push_back({item.event, id, item.transfer, item.what});
    const auto added =
        add_missed(opened, std::move(missed), last_event.value_or(Sequence{}), gap_before, false);
    if (!added) return added.error();
    return opened;
}

// The newest, behind a gap, if there are too many.
Result<void> LiveScreens::add_missed(Opened& opened, std::vector<LiveItem> items, Sequence last_event,
                                     std::optional<Sequence> gap_before, bool of_display) const {
    if (items.size() > options_.missed_max) {
        items.erase(items.begin(), items.end() - static_cast<std::ptrdiff_t>(options_.missed_max));
        gap_before = items.front().sequence;
    }
    opened.has_missed = gap_before || !items.empty();
    if (gap_before) {
        json::Writer json;
        json.begin_object()
            .field("after", last_event.value())
            .field("before", gap_before->value())
            .end_object();
        opened.opening += server_sent_state("gap", json.take());
    }
    for (const auto& item : items) {
        const auto text = of_display ? display_event(item) : transfer_event(item);
        if (!text) return text.error();
        opened.opening += *text;
    }
    return {};
}

// Under the mutex.
std::string LiveScreens::display_hello(const LiveHub::Heard& heard, Sequence position) const {
    const auto* market = places_.market(heard.market);
    const auto* stall = heard.stall ? places_.stall(*heard.stall) : nullptr;
    json::Writer json;
    json.begin_object().field("market_id", heard.market.text());
    json.field("market", market ? market->name : std::string{});
    json.field("code", stall ? std::optional{stall->code} : std::nullopt);
    json.field("last_sequence", position.value() == 0 ? 0 : position.value() - 1).end_object();
    return server_sent_state("hello", json.take());
}

Result<LiveScreens::Opened> LiveScreens::open(const LiveHub::Heard& heard, LiveHub::Listener listener,
                                              std::optional<Sequence> last_event) {
    Opened opened;
    opened.subscription = hub_.subscribe(heard, listener);  // First listen, then look back, as above.
    std::vector<LiveItem> items;
    std::optional<Sequence> gap_before;
    {
        const std::lock_guard lock{mutex_};
        opened.first = position();
        opened.opening = display_hello(heard, opened.first);
        auto stalls = heard.stall ? std::vector{*heard.stall} : places_.stalls_of(heard.market, heard.zone);
        if (!last_event) stalls.clear();
        for (const auto id : stalls)
            for (const auto& item : recent_.after(id, *last_event))
                items.push_back(
                    {item.event, id, item.transfer, recent_.last_of(id, item.transfer, item.what)});
        if (last_event && last_event->next() < recent_.complete_from()) gap_before = recent_.complete_from();
    }
    std::ranges::sort(items, {}, &LiveItem::sequence);
    const auto added =
        add_missed(opened, std::move(items), last_event.value_or(Sequence{}), gap_before, true);
    if (!added) return added.error();
    return opened;
}

}  // namespace choqr::gateway
