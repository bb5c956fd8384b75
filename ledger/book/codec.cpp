#include "book/codec.hpp"

#include <google/protobuf/stubs/logging.h>

#include "base/text.hpp"
#include "book/personal.hpp"
#include "book/transfer_view.hpp"
#include "events.pb.h"

// The one file that knows both vocabularies: events.hpp and events.proto.
namespace choqr::book {
namespace {

namespace wire = v1;

/// The library would print a line for every malformed message; the answer of decode() says all that it knows.
const bool library_is_silent = (google::protobuf::SetLogHandler(nullptr), true);

// Boost's category has no virtual destructor by intent: categories are static and never deleted through the base.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wnon-virtual-dtor"
class Category final : public boost::system::error_category {
public:
    const char* name() const noexcept override { return "choqr.book"; }
    std::string message(int value) const override {
        switch (static_cast<errc>(value)) {
            case errc::unknown_type: return "the event is of a type that this version does not know";
            case errc::malformed: return "the bytes are not the event that their type says";
            case errc::box_damaged: return "the sealed part of the event is damaged";
        }
        return "unknown book error";
    }
};
#pragma GCC diagnostic pop

/// Leaves the depths of a message in one step; never leaves this file.
struct Failed {
    Error error;
};
[[noreturn]] void malformed() { throw Failed{make_error_code(errc::malformed)}; }

template <class T>
T need(std::optional<T> value) {
    if (!value) malformed();
    return *std::move(value);
}
template <class T>
T take(Result<T> result) {
    if (!result) throw Failed{result.error()};
    return *std::move(result);
}

/// Pairs of our enumerator and the wire's. Both directions come from the one table.
template <class Ours, class Theirs>
struct Pair {
    Ours ours;
    Theirs theirs;
};
template <class Ours, class Theirs, std::size_t N>
Theirs to_wire(const Pair<Ours, Theirs> (&table)[N], Ours value) {
    for (const auto& pair : table)
        if (pair.ours == value) return pair.theirs;
    CHOQR_ASSERT(false, "every enumerator has its number in events.proto");
}
template <class Ours, class Theirs, std::size_t N>
Ours from_wire(const Pair<Ours, Theirs> (&table)[N], Theirs value) {
    for (const auto& pair : table)
        if (pair.theirs == value) return pair.ours;
    malformed();
}

constexpr Pair<merchants::PointKind, wire::PointKind> point_kinds[] = {
    {merchants::PointKind::stall, wire::STALL}, {merchants::PointKind::collection_point, wire::COLLECTION_POINT}};
constexpr Pair<merchants::StallStatus, wire::StallStatus> stall_statuses[] = {{merchants::StallStatus::open, wire::STALL_OPEN},
                                                                              {merchants::StallStatus::suspended, wire::STALL_SUSPENDED},
                                                                              {merchants::StallStatus::closed, wire::STALL_CLOSED}};
constexpr Pair<merchants::VendorKind, wire::VendorKind> vendor_kinds[] = {
    {merchants::VendorKind::person, wire::PERSON},
    {merchants::VendorKind::household_business, wire::HOUSEHOLD_BUSINESS},
    {merchants::VendorKind::organisation, wire::ORGANISATION}};
constexpr Pair<merchants::AccountKind, wire::AccountKind> account_kinds[] = {
    {merchants::AccountKind::bank, wire::BANK},
    {merchants::AccountKind::virtual_account, wire::VIRTUAL_ACCOUNT},
    {merchants::AccountKind::wallet_phone, wire::WALLET_PHONE}};
constexpr Pair<merchants::Direction, wire::Direction> directions[] = {{merchants::Direction::credit, wire::CREDIT},
                                                                      {merchants::Direction::debit, wire::DEBIT}};
constexpr Pair<TransferStatus, wire::TransferStatus> transfer_statuses[] = {{TransferStatus::unmatched, wire::UNMATCHED},
                                                                            {TransferStatus::matched, wire::MATCHED},
                                                                            {TransferStatus::assigned, wire::ASSIGNED},
                                                                            {TransferStatus::reversed, wire::REVERSED},
                                                                            {TransferStatus::outgoing, wire::OUTGOING}};
using Basis = merchants::MatchBasis;
constexpr Pair<Basis, wire::MatchBasis> bases[] = {{Basis::none_no_clue, wire::NONE_NO_CLUE},
                                                   {Basis::virtual_account, wire::BY_VIRTUAL_ACCOUNT},
                                                   {Basis::request_code, wire::BY_REQUEST_CODE},
                                                   {Basis::stall_code, wire::BY_STALL_CODE},
                                                   {Basis::only_account, wire::BY_ONLY_ACCOUNT},
                                                   {Basis::none_shared_account, wire::NONE_SHARED_ACCOUNT},
                                                   {Basis::none_several_codes, wire::NONE_SEVERAL_CODES},
                                                   {Basis::none_contradiction, wire::NONE_CONTRADICTION},
                                                   {Basis::none_request_closed, wire::NONE_REQUEST_CLOSED},
                                                   {Basis::none_stall_closed, wire::NONE_STALL_CLOSED},
                                                   {Basis::reversal, wire::BY_REVERSAL},
                                                   {Basis::outgoing, wire::BASIS_OUTGOING},
                                                   {Basis::none_outside_feed, wire::NONE_OUTSIDE_FEED},
                                                   {Basis::none_booked_long_ago, wire::NONE_BOOKED_LONG_AGO},
                                                   {Basis::none_booked_ahead, wire::NONE_BOOKED_AHEAD}};
using RequestStatus = merchants::PaymentRequestStatus;
constexpr Pair<RequestStatus, wire::PaymentRequestStatus> request_statuses[] = {
    {RequestStatus::open, wire::REQUEST_OPEN},           {RequestStatus::settled, wire::REQUEST_SETTLED},
    {RequestStatus::underpaid, wire::REQUEST_UNDERPAID}, {RequestStatus::overpaid, wire::REQUEST_OVERPAID},
    {RequestStatus::expired, wire::REQUEST_EXPIRED},     {RequestStatus::cancelled, wire::REQUEST_CANCELLED}};
constexpr Pair<Role, wire::Role> roles[] = {
    {Role::operator_, wire::OPERATOR}, {Role::board, wire::BOARD}, {Role::vendor, wire::VENDOR}, {Role::provider, wire::PROVIDER}};

// Values.

std::int64_t to_wire(Instant instant) { return instant.time_since_epoch().count(); }
Instant instant_of(std::int64_t ms) { return Instant{std::chrono::milliseconds{ms}}; }
Vnd vnd_of(std::int64_t dong) { return need(Vnd::from_dong(dong)); }
VndSum sum_of(std::int64_t dong) { return need(VndSum::from_dong(dong)); }
Hash hash_of(std::string_view bytes) { return need(Hash::from_bytes(bytes)); }
/// Both ways: what would not decode is not encoded either, or one odd byte would stop every later start.
std::string text_of(std::string_view text) {
    if (!is_valid_utf8(text)) malformed();
    return std::string{text};
}
template <class T>
std::optional<T> parsed_if_any(std::string_view text) {
    if (text.empty()) return std::nullopt;
    return need(T::parse(text));
}
template <class T>
std::string text_if_any(const std::optional<T>& value) {
    return value ? text_of(value->text()) : std::string{};
}
std::uint32_t code_number_of(std::uint32_t number) {
    if (number >= merchants::TransferCode::capacity) malformed();
    return number;
}
template <class IdType>
IdType id_of(std::uint64_t value) {
    if (value > INT64_MAX) malformed();
    return IdType::from_value(value);
}

// The stamp.

void write_stamp(wire::Stamp& stamp, const RecordedEvent& event) {
    stamp.set_recorded_at(to_wire(event.recorded_at));
    stamp.set_actor(text_of(event.actor));
    if (!event.idempotency) return;
    stamp.set_idempotency_key(std::string{event.idempotency->key.bytes()});
    stamp.set_idempotency_body(std::string{event.idempotency->body.bytes()});
}

template <class Stamp>
std::optional<Idempotency> idempotency_of(const Stamp& stamp) {
    if (stamp.idempotency_key().empty()) return std::nullopt;
    return Idempotency{hash_of(stamp.idempotency_key()), hash_of(stamp.idempotency_body())};
}

template <class Stamp>
RecordedEvent read_stamp(const Stamp& stamp, Sequence sequence, Event event) {
    return {sequence, instant_of(stamp.recorded_at()), text_of(stamp.actor()), idempotency_of(stamp), std::move(event)};
}

std::string actor_of_feed(const FeedId& feed) { return "feed:" + feed.text(); }

// The sealed part.

template <class Message>
void seal_into(wire::Sealed& sealed, std::optional<VendorId> owner, const Message& message, Sealer& sealer) {
    if (owner) sealed.set_owner(owner->value());
    sealed.set_box(take(sealer.seal(owner, pack_personal(message.SerializeAsString()))));
}

template <class Sealed>
std::optional<VendorId> owner_of(const Sealed& sealed) {
    if (!sealed.has_owner()) return std::nullopt;
    return id_of<VendorId>(sealed.owner());
}

/// Nothing if the key was destroyed.
template <class Message>
std::optional<Message> open_sealed(const wire::Sealed& sealed, const Sealer& sealer) {
    const auto packed = take(sealer.open(owner_of(sealed), sealed.box()));
    if (!packed) return std::nullopt;
    const auto plain = unpack_personal(*packed);
    Message message;
    if (!plain || !message.ParseFromString(*plain)) throw Failed{make_error_code(errc::box_damaged)};
    return message;
}

// One pair of functions per event. A message's own id is its sequence.

class Encoder {
public:
    Encoder(const RecordedEvent& event, Sealer& sealer) : event_{event}, sealer_{sealer} {}

    EncodedEvent operator()(const MarketRegistered& e) {
        wire::MarketRegistered m;
        m.set_name(text_of(e.market.name));
        m.set_code(text_of(e.market.code));
        m.set_province(text_of(e.market.province));
        m.set_commune(text_of(e.market.commune));
        m.set_business_day_cutoff_minutes(static_cast<std::uint32_t>(e.market.business_day_cutoff.count()));
        return finish(1, m);
    }
    EncodedEvent operator()(const StallRegistered& e) {
        wire::StallRegistered m;
        write(*m.mutable_stall(), e.stall);
        return finish(2, m);
    }
    EncodedEvent operator()(const StallChanged& e) {
        wire::StallChanged m;
        m.set_stall_id(e.stall.id.value());
        write(*m.mutable_stall(), e.stall);
        return finish(3, m);
    }
    EncodedEvent operator()(const StallSuspended& e) {
        wire::StallSuspended m;
        m.set_stall(e.stall.value());
        m.set_reason(text_of(e.reason));
        return finish(4, m);
    }
    EncodedEvent operator()(const StallResumed& e) {
        wire::StallResumed m;
        m.set_stall(e.stall.value());
        return finish(5, m);
    }
    EncodedEvent operator()(const PaymentRequestOpened& e) {
        wire::PaymentRequestOpened m;
        m.set_stall(e.request.stall.value());
        m.set_amount(e.request.amount.dong());
        m.set_reference_code_number(e.request.reference_code.number());
        if (e.request.opened_at != event_.recorded_at) m.set_opened_at(to_wire(e.request.opened_at));
        if (e.request.expires_at) m.set_expires_at(to_wire(*e.request.expires_at));
        if (!e.request.description.empty() || e.owner) {
            wire::PaymentRequestPersonal personal;
            personal.set_description(text_of(e.request.description));
            seal_into(*m.mutable_personal(), e.owner, personal, sealer_);
        }
        return finish(6, m);
    }
    EncodedEvent operator()(const PaymentRequestExpired& e) {
        wire::PaymentRequestExpired m;
        m.set_request(e.request.value());
        return finish(7, m);
    }
    EncodedEvent operator()(const PaymentRequestCancelled& e) {
        wire::PaymentRequestCancelled m;
        m.set_request(e.request.value());
        return finish(8, m);
    }
    EncodedEvent operator()(const TransferReceived& e) {
        wire::TransferReceived m;
        write(m, e);
        write_stamp(*m.mutable_stamp(), event_);
        if (event_.actor == actor_of_feed(e.feed)) m.mutable_stamp()->clear_actor();
        return {9, m.SerializeAsString()};
    }
    EncodedEvent operator()(const NoticeConflicted& e) {
        wire::NoticeConflicted m;
        m.set_feed(text_of(e.feed.text()));
        m.set_reference(text_of(e.reference.text()));
        m.set_recorded(e.recorded.value());
        wire::NoticeConflictedPersonal personal;
        personal.set_notice_digest(std::string{e.notice_digest.bytes()});
        seal_into(*m.mutable_personal(), e.owner, personal, sealer_);
        return finish(10, m);
    }
    EncodedEvent operator()(const TransferAssigned& e) {
        wire::TransferAssigned m;
        m.set_transfer(e.transfer.value());
        m.set_stall(e.stall.value());
        m.set_reason(text_of(e.reason));
        return finish(11, m);
    }
    EncodedEvent operator()(const TokenIssued& e) {
        wire::TokenIssued m;
        m.set_role(to_wire(roles, e.token.role));
        if (e.token.market) m.set_market(e.token.market->value());
        if (e.token.stall) m.set_stall(e.token.stall->value());
        m.set_feed(text_if_any(e.token.feed));
        m.set_label(text_of(e.token.label));
        m.set_token_hash(std::string{e.token.token_hash.bytes()});
        return finish(12, m);
    }
    EncodedEvent operator()(const TokenRevoked& e) {
        wire::TokenRevoked m;
        m.set_token(e.token.value());
        return finish(13, m);
    }
    EncodedEvent operator()(const DayClosed& e) {
        wire::DayClosed m;
        m.set_market(e.market.value());
        m.set_day(static_cast<std::int32_t>(std::chrono::sys_days{e.day}.time_since_epoch().count()));
        write(*m.mutable_totals(), e.totals);
        m.set_root_hash(std::string{e.root.bytes()});
        return finish(14, m);
    }
    EncodedEvent operator()(const VendorErased& e) {
        wire::VendorErased m;
        m.set_vendor(e.vendor.value());
        m.set_reason(text_of(e.reason));
        return finish(15, m);
    }

    EncodedEvent operator()(const StandsPrinted& e) {
        wire::StandsPrinted m;
        m.set_market(e.market.value());
        for (const auto& [stall, version] : e.stands) {
            m.add_stalls(stall.value());
            m.add_versions(version);
        }
        return finish(16, m);
    }
    EncodedEvent operator()(const MarketChanged& e) {
        wire::MarketChanged m;
        m.set_market(e.market.value());
        if (e.watch_period) m.set_watch_days(static_cast<std::uint32_t>(e.watch_period->count()));
        if (e.stalls_max) m.set_stalls_max(*e.stalls_max);
        return finish(17, m);
    }
    EncodedEvent operator()(const StallClosed& e) {
        wire::StallClosed m;
        m.set_stall(e.stall.value());
        m.set_reason(text_of(e.reason));
        return finish(18, m);
    }
    EncodedEvent operator()(const LedgerMarkedTrial&) {
        wire::LedgerMarkedTrial m;
        return finish(19, m);
    }

private:
    using Type = std::uint16_t;

    template <class Message>
    EncodedEvent finish(Type type, Message& message) {
        write_stamp(*message.mutable_stamp(), event_);
        return {type, message.SerializeAsString()};
    }

    void write(wire::Stall& m, const merchants::Stall& stall) {
        m.set_market(stall.market.value());
        m.set_kind(to_wire(point_kinds, stall.kind));
        m.set_status(to_wire(stall_statuses, stall.status));
        m.set_code(text_of(stall.code));
        m.set_zone(text_of(stall.zone));
        m.set_goods(text_of(stall.goods));
        m.set_transfer_code_number(stall.transfer_code.number());
        m.set_stand_version(stall.stand.version);
        wire::StallPersonal personal;
        if (stall.vendor) write(m, personal, *stall.vendor);
        for (const auto& account : stall.accounts) write(*m.add_accounts(), personal, account);
        const auto owner = stall.vendor ? std::optional{stall.vendor->id} : std::nullopt;
        if (stall.vendor || !stall.accounts.empty()) seal_into(*m.mutable_personal(), owner, personal, sealer_);
    }
    static void write(wire::Stall& m, wire::StallPersonal& personal, const merchants::Vendor& vendor) {
        m.set_vendor(vendor.id.value());
        m.set_vendor_kind(to_wire(vendor_kinds, vendor.kind));
        personal.set_vendor_name(text_of(vendor.name));
        if (vendor.phone) personal.set_vendor_phone(text_of(*vendor.phone));
    }
    static void write(wire::Account& m, wire::StallPersonal& personal, const merchants::Account& account) {
        m.set_kind(to_wire(account_kinds, account.kind));
        m.set_bin(std::string{account.bin.text()});
        m.set_number(account.number.text());
        personal.add_account_names(text_of(account.name));
    }

    static void write(wire::DayTotals& m, const DayTotals& totals) {
        m.set_total_stalls(totals.total_stalls);
        m.set_registered(totals.registered);
        m.set_active(totals.active);
        m.set_transactions(totals.transactions);
        m.set_amount(totals.amount.dong());
        m.set_unmatched(totals.unmatched);
        m.set_unmatched_amount(totals.unmatched_amount.dong());
        m.set_collection_point_transactions(totals.collection_point_transactions);
        m.set_collection_point_amount(totals.collection_point_amount.dong());
    }

    void write(wire::TransferReceived& m, const TransferReceived& e) {
        const auto& notice = e.notice;
        m.set_feed(text_of(e.feed.text()));
        m.set_reference(text_of(notice.reference.text()));
        m.set_direction(to_wire(directions, notice.direction));
        m.set_creditor_bin(text_if_any(notice.creditor_bin));
        m.set_creditor_account(text_if_any(notice.creditor_account));
        m.set_virtual_account(text_if_any(notice.virtual_account));
        m.set_amount(notice.amount.dong());
        m.set_booked_at(to_wire(notice.booked_at));
        m.set_reversal_of(text_if_any(notice.reversal_of));
        m.set_bank_reference(text_of(notice.bank_reference));
        m.set_status(to_wire(transfer_statuses, e.status));
        m.set_basis(to_wire(bases, e.match.basis));
        if (e.match.stall) m.set_stall(e.match.stall->value());
        if (e.match.request) m.set_request(e.match.request->value());
        if (e.request_status) m.set_request_status(to_wire(request_statuses, *e.request_status));
        if (e.reverses) m.set_reverses(e.reverses->value());
        if (e.reversed_by) m.set_reversed_by(e.reversed_by->value());
        m.set_booking_time_untold(!notice.booked_at_told);
        m.set_trial(e.trial);
        m.set_counts_when_recorded(e.counts_when_recorded);
        seal_into(*m.mutable_personal(), e.owner, personal_of(notice), sealer_);
    }
    static wire::TransferPersonal personal_of(const merchants::TransferNotice& notice) {
        wire::TransferPersonal personal;
        personal.set_as_received(notice.as_received);
        personal.set_remittance_information(text_of(notice.remittance_information));
        if (!notice.debtor) return personal;
        auto& debtor = *personal.mutable_debtor();
        debtor.set_bin(text_if_any(notice.debtor->bin));
        debtor.set_account_number(text_of(notice.debtor->account_number));
        debtor.set_name(text_of(notice.debtor->name));
        return personal;
    }

    const RecordedEvent& event_;
    Sealer& sealer_;
};

class Decoder {
public:
    Decoder(Sequence sequence, std::string_view payload, const Sealer& sealer)
        : sequence_{sequence}, payload_{payload}, sealer_{sealer} {}

    RecordedEvent decode(std::uint16_t type) const {
        switch (type) {
            case 1: return with<wire::MarketRegistered>();
            case 2: return with<wire::StallRegistered>();
            case 3: return with<wire::StallChanged>();
            case 4: return with<wire::StallSuspended>();
            case 5: return with<wire::StallResumed>();
            case 6: return with<wire::PaymentRequestOpened>();
            case 7: return with<wire::PaymentRequestExpired>();
            case 8: return with<wire::PaymentRequestCancelled>();
            case 9: return with<wire::TransferReceived>();
            case 10: return with<wire::NoticeConflicted>();
            case 11: return with<wire::TransferAssigned>();
            case 12: return with<wire::TokenIssued>();
            case 13: return with<wire::TokenRevoked>();
            case 14: return with<wire::DayClosed>();
            case 15: return with<wire::VendorErased>();
            case 16: return with<wire::StandsPrinted>();
            case 17: return with<wire::MarketChanged>();
            case 18:
                return with<wire::StallClosed>();
            case 19:
                return with<wire::LedgerMarkedTrial>();
            default: throw Failed{make_error_code(errc::unknown_type)};
        }
    }

    /// As far as the rules need it. Transfers and requests are nearly all there is: a request's message serves again and again,
    /// so that its parts are allocated once, and a transfer's texts go where the former one's were.
    void decode_unsealed(std::uint16_t type, std::optional<RecordedEvent>& into) const {
        if (type == 6) {
            thread_local wire::PaymentRequestOpened message;
            parse(message);
            into = read_stamp(message.stamp(), sequence_, read_unsealed(message));
        } else if (type != 9) {
            into = decode(type);
        } else if (const auto view = TransferView::read(payload_)) {
            take_transfer(*view, into);
        } else {
            wire::TransferReceived message;
            parse(message);
            take_transfer(message, into);
        }
    }

private:
    template <class Message>
    void take_transfer(const Message& message, std::optional<RecordedEvent>& into) const {
        auto* const former = into ? std::get_if<TransferReceived>(&into->event) : nullptr;
        if (former && former->unread)
            read_again(message, *into);
        else
            into = finish(message, read_stamp(message.stamp(), sequence_, read_unsealed(message)));
    }

    template <class Message>
    RecordedEvent with() const {
        Message message;
        parse(message);
        return finish(message, read_stamp(message.stamp(), sequence_, read(message)));
    }
    template <class Message>
    void parse(Message& message) const {
        if (!message.ParseFromArray(payload_.data(), static_cast<int>(payload_.size()))) malformed();
    }

    template <class Message>
    static RecordedEvent finish(const Message&, RecordedEvent event) {
        return event;
    }
    static RecordedEvent finish(const wire::TransferReceived& m, RecordedEvent event) {
        name_actor(m, event);
        return event;
    }
    static RecordedEvent finish(const TransferView& m, RecordedEvent event) {
        name_actor(m, event);
        return event;
    }
    template <class Message>
    static void name_actor(const Message& m, RecordedEvent& event) {
        if (m.stamp().actor().empty()) event.actor.assign("feed:").append(m.feed());
    }

    Event read(const wire::MarketRegistered& m) const {
        if (m.business_day_cutoff_minutes() >= 24 * 60) malformed();
        return MarketRegistered{{MarketId{sequence_}, text_of(m.name()), text_of(m.code()), text_of(m.province()), text_of(m.commune()),
                                 std::chrono::minutes{m.business_day_cutoff_minutes()}}};
    }
    Event read(const wire::StallRegistered& m) const { return StallRegistered{stall_of(StallId{sequence_}, m.stall())}; }
    Event read(const wire::StallChanged& m) const { return StallChanged{stall_of(id_of<StallId>(m.stall_id()), m.stall())}; }
    Event read(const wire::StallSuspended& m) const { return StallSuspended{id_of<StallId>(m.stall()), text_of(m.reason())}; }
    Event read(const wire::StallResumed& m) const { return StallResumed{id_of<StallId>(m.stall())}; }
    Event read(const wire::PaymentRequestOpened& m) const {
        auto e = read_unsealed(m);
        if (!m.has_personal()) return e;
        if (const auto personal = open_sealed<wire::PaymentRequestPersonal>(m.personal(), sealer_))
            e.request.description = text_of(personal->description());
        return e;
    }
    PaymentRequestOpened read_unsealed(const wire::PaymentRequestOpened& m) const {
        merchants::PaymentRequest request{
            .id = PaymentRequestId{sequence_}, .stall = id_of<StallId>(m.stall()), .amount = vnd_of(m.amount()), .description = {},
            .reference_code = merchants::RequestCode::make(code_number_of(m.reference_code_number())),
            .opened_at = instant_of(m.opened_at() != 0 ? m.opened_at() : m.stamp().recorded_at()), .expires_at = std::nullopt,
            .received = {}, .status = RequestStatus::open};
        if (m.has_expires_at()) request.expires_at = instant_of(m.expires_at());
        return {std::move(request), m.has_personal() ? owner_of(m.personal()) : std::nullopt};
    }
    Event read(const wire::PaymentRequestExpired& m) const { return PaymentRequestExpired{id_of<PaymentRequestId>(m.request())}; }
    Event read(const wire::PaymentRequestCancelled& m) const { return PaymentRequestCancelled{id_of<PaymentRequestId>(m.request())}; }
    Event read(const wire::TransferReceived& m) const {
        auto e = read_unsealed(m);
        const auto personal = open_sealed<wire::TransferPersonal>(m.personal(), sealer_);
        e.unread = false;
        e.erased = !personal;
        if (personal) read_personal(e.notice, *personal);
        return e;
    }
    // `Message` is a TransferView or protobuf's own: what the fields mean is said once.

    template <class Message>
    TransferReceived read_unsealed(const Message& m) const {
        TransferReceived e{.id = TransferId{sequence_}, .feed = need(FeedId::parse(m.feed())), .notice = notice_with(m.reference())};
        read_notice(m, e.notice);
        read_decision(m, e);
        return e;
    }
    template <class Message>
    void read_decision(const Message& m, TransferReceived& e) const {
        e.status = from_wire(transfer_statuses, m.status());
        e.match.basis = from_wire(bases, m.basis());
        e.match.stall = m.has_stall() ? std::optional{id_of<StallId>(m.stall())} : std::nullopt;
        e.match.request = m.has_request() ? std::optional{id_of<PaymentRequestId>(m.request())} : std::nullopt;
        e.request_status = m.has_request_status() ? std::optional{from_wire(request_statuses, m.request_status())} : std::nullopt;
        e.reverses = m.has_reverses() ? std::optional{id_of<TransferId>(m.reverses())} : std::nullopt;
        e.reversed_by = m.has_reversed_by() ? std::optional{id_of<TransferId>(m.reversed_by())} : std::nullopt;
        e.owner = owner_of(m.personal());
        e.trial = m.trial();
        e.counts_when_recorded = m.counts_when_recorded();
        e.erased = false;
        e.unread = true;
    }
    /// Over another transfer that was read so.
    template <class Message>
    void read_again(const Message& m, RecordedEvent& into) const {
        auto& e = std::get<TransferReceived>(into.event);
        e.id = TransferId{sequence_};
        if (e.feed.text() != m.feed()) e.feed = need(FeedId::parse(m.feed()));
        e.notice.reference = need(ProviderReference::parse(m.reference()));
        read_notice(m, e.notice);
        read_decision(m, e);
        into.sequence = sequence_;
        into.recorded_at = instant_of(m.stamp().recorded_at());
        into.actor = m.stamp().actor();
        into.idempotency = idempotency_of(m.stamp());
        name_actor(m, into);
    }
    Event read(const wire::NoticeConflicted& m) const {
        NoticeConflicted e{need(FeedId::parse(m.feed())), need(ProviderReference::parse(m.reference())),
                           id_of<TransferId>(m.recorded()), {}, owner_of(m.personal())};
        if (const auto personal = open_sealed<wire::NoticeConflictedPersonal>(m.personal(), sealer_))
            e.notice_digest = hash_of(personal->notice_digest());
        return e;
    }
    Event read(const wire::TransferAssigned& m) const {
        return TransferAssigned{id_of<TransferId>(m.transfer()), id_of<StallId>(m.stall()), text_of(m.reason())};
    }
    Event read(const wire::TokenIssued& m) const {
        TokenIssued e{TokenId{sequence_}, {}};
        e.token.role = from_wire(roles, m.role());
        if (m.has_market()) e.token.market = id_of<MarketId>(m.market());
        if (m.has_stall()) e.token.stall = id_of<StallId>(m.stall());
        e.token.feed = parsed_if_any<FeedId>(m.feed());
        e.token.label = text_of(m.label());
        e.token.token_hash = hash_of(m.token_hash());
        return e;
    }
    Event read(const wire::TokenRevoked& m) const { return TokenRevoked{id_of<TokenId>(m.token())}; }

    Event read(const wire::DayClosed& m) const {
        const Day day{std::chrono::sys_days{std::chrono::days{m.day()}}};
        if (!day.ok()) malformed();
        return DayClosed{id_of<MarketId>(m.market()), day, totals_of(m.totals()), hash_of(m.root_hash())};
    }
    Event read(const wire::StandsPrinted& m) const {
        if (m.stalls_size() != m.versions_size()) malformed();
        StandsPrinted e{id_of<MarketId>(m.market()), {}};
        for (int i = 0; i < m.stalls_size(); ++i) e.stands.push_back({id_of<StallId>(m.stalls(i)), m.versions(i)});
        return e;
    }
    Event read(const wire::MarketChanged& m) const {
        MarketChanged e{id_of<MarketId>(m.market()), std::nullopt};
        if (m.has_watch_days()) e.watch_period = std::chrono::days{m.watch_days()};
        if (m.has_stalls_max()) e.stalls_max = m.stalls_max();
        if (e.watch_period > merchants::Market::watch_period_max) malformed();
        if (e.stalls_max && (*e.stalls_max == 0 || *e.stalls_max > merchants::Market::stalls_max_limit))
            malformed();
        return e;
    }
    Event read(const wire::StallClosed& m) const {
        return StallClosed{id_of<StallId>(m.stall()), text_of(m.reason())};
    }
    Event read(const wire::LedgerMarkedTrial&) const {
        if (sequence_ != Sequence{}) malformed();
        return LedgerMarkedTrial{};
    }
    Event read(const wire::VendorErased& m) const { return VendorErased{id_of<VendorId>(m.vendor()), text_of(m.reason())}; }

    static DayTotals totals_of(const wire::DayTotals& m) {
        return {.total_stalls = m.total_stalls(), .registered = m.registered(), .active = m.active(),
                .transactions = m.transactions(), .amount = sum_of(m.amount()), .unmatched = m.unmatched(),
                .unmatched_amount = sum_of(m.unmatched_amount()),
                .collection_point_transactions = m.collection_point_transactions(),
                .collection_point_amount = sum_of(m.collection_point_amount())};
    }

    merchants::Stall stall_of(StallId id, const wire::Stall& m) const {
        merchants::Stall stall{.id = id, .market = id_of<MarketId>(m.market()), .kind = from_wire(point_kinds, m.kind()),
                               .status = from_wire(stall_statuses, m.status()), .code = text_of(m.code()), .zone = text_of(m.zone()),
                               .goods = text_of(m.goods()),
                               .transfer_code = merchants::StallCode::make(code_number_of(m.transfer_code_number())),
                               .vendor = std::nullopt, .accounts = {}};
        stall.stand.version = m.stand_version();
        wire::StallPersonal personal;
        if (m.has_personal())
            if (const auto opened = open_sealed<wire::StallPersonal>(m.personal(), sealer_)) personal = *opened;
        if (m.has_vendor()) stall.vendor = vendor_of(m, personal);
        for (int i = 0; i < m.accounts_size(); ++i)
            stall.accounts.push_back(account_of(m.accounts(i), i < personal.account_names_size() ? personal.account_names(i) : ""));
        return stall;
    }
    static merchants::Vendor vendor_of(const wire::Stall& m, const wire::StallPersonal& personal) {
        merchants::Vendor vendor{id_of<VendorId>(m.vendor()), from_wire(vendor_kinds, m.vendor_kind()), text_of(personal.vendor_name()), {}};
        if (personal.has_vendor_phone()) vendor.phone = text_of(personal.vendor_phone());
        return vendor;
    }
    static merchants::Account account_of(const wire::Account& m, const std::string& name) {
        return {from_wire(account_kinds, m.kind()), need(Bin::parse(m.bin())), need(AccountNumber::parse(m.number())), text_of(name)};
    }

    static merchants::TransferNotice notice_with(std::string_view reference) {
        return {.reference = need(ProviderReference::parse(reference)), .direction = {}, .creditor_bin = {}, .creditor_account = {},
                .virtual_account = {}, .amount = {}, .remittance_information = {}, .booked_at = {}, .debtor = {}, .reversal_of = {},
                .bank_reference = {}, .as_received = {}};
    }
    /// All but the reference and what is sealed.
    template <class Message>
    static void read_notice(const Message& m, merchants::TransferNotice& notice) {
        notice.direction = from_wire(directions, m.direction());
        notice.creditor_bin = parsed_if_any<Bin>(m.creditor_bin());
        notice.creditor_account = parsed_if_any<AccountNumber>(m.creditor_account());
        notice.virtual_account = parsed_if_any<AccountNumber>(m.virtual_account());
        notice.amount = vnd_of(m.amount());
        notice.booked_at = instant_of(m.booked_at());
        notice.reversal_of = parsed_if_any<ProviderReference>(m.reversal_of());
        notice.bank_reference = text_of(m.bank_reference());
        notice.booked_at_told = !m.booking_time_untold();
    }
    static void read_personal(merchants::TransferNotice& notice, const wire::TransferPersonal& personal) {
        notice.as_received = personal.as_received();
        notice.remittance_information = text_of(personal.remittance_information());
        if (!personal.has_debtor()) return;
        const auto& debtor = personal.debtor();
        notice.debtor = merchants::Debtor{parsed_if_any<Bin>(debtor.bin()), text_of(debtor.account_number()), text_of(debtor.name())};
    }

    Sequence sequence_;
    std::string_view payload_;
    const Sealer& sealer_;
};

}  // namespace

const boost::system::error_category& codec_category() {
    static const Category category;
    return category;
}

Result<EncodedEvent> encode(const RecordedEvent& event, Sealer& sealer) {
    try {
        return std::visit(Encoder{event, sealer}, event.event);
    } catch (const Failed& failed) {
        return failed.error;
    }
}

Result<RecordedEvent> decode(Sequence sequence, std::uint16_t type, std::string_view payload, const Sealer& sealer) {
    if (!library_is_silent || payload.size() > INT32_MAX) return errc::malformed;
    try {
        return Decoder{sequence, payload, sealer}.decode(type);
    } catch (const Failed& failed) {
        return failed.error;
    }
}

Result<void> decode_for_replay(Sequence sequence, std::uint16_t type, std::string_view payload, const Sealer& sealer,
                               std::optional<RecordedEvent>& into) {
    if (!library_is_silent || payload.size() > INT32_MAX) return errc::malformed;
    try {
        const Decoder decoder{sequence, payload, sealer};
        decoder.decode_unsealed(type, into);
        return {};
    } catch (const Failed& failed) {
        return failed.error;
    }
}

}  // namespace choqr::book
