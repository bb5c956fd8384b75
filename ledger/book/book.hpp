#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "book/commands.hpp"
#include "book/events.hpp"
#include "book/payees/change.hpp"
#include "book/people/users.hpp"
#include "book/words.hpp"

namespace choqr::book {

/// Why the domain says no, in order of precedence: the first that applies is the answer.
enum class Refusal {
    idempotency_key_reused,  ///< The same key came with another body.
    caller_ended,            ///< Who asks was revoked or disabled before their turn came.
    market_not_found,
    stall_not_found,
    payment_request_not_found,
    transfer_not_found,
    token_not_found,
    vendor_not_found,
    user_not_found,          ///< Or disabled; or the password is another one by now.
    session_not_found,       ///< Or over.
    invitation_unknown,      ///< Or used, replaced or expired.
    payee_change_not_found,  ///< Or over; or nobody that it concerns asks.
    passkey_not_found,       ///< Or another's.
    market_code_taken,
    stall_code_taken,  ///< The market already has a stall of this number, with other details.
    market_full,       ///< It has as many stalls as it may have, or has closed too many within 90 days.
    stall_closed,
    stall_without_vendor,   ///< Nobody is known who could be asked, or erased.
    consent_text_unknown,   ///< No version of the text that was ever asked.
    consent_withdrawn,      ///< The vendor has said no; only their own device or the operator takes it back.
    erasure_not_asked_for,  ///< Or done, or withdrawn.
    account_not_at_stall,   ///< Nobody is asked about an account that the stall does not have.
    owner_link_unknown,     ///< Or used, replaced or expired, or its account is the stall's no more.
    stall_not_registered,   ///< It has no account yet: nothing can be paid to it.
    stall_suspended,
    too_many_open_requests,  ///< Of this stall: open_requests_max are open or underpaid.
    request_quota,  ///< Of this stall: held_requests_max codes are held, most of them by requests that ended
                    ///< within 90 days.
    stall_has_devices,        ///< A volunteer pairs the first phone of a stall alone.
    too_many_devices,         ///< Of this stall: PairDevice::devices_max are paired.
    too_many_market_devices,  ///< Of this market: PairMarketDevice::devices_max are paired.
    too_many_users,           ///< InviteUser::users_max have an account.
    payee_change_not_theirs,  ///< A program, a helper: changes of accounts are for persons and owners'
                              ///< phones.
    payee_change_needed,      ///< Accounts change by two people (docs/decisions/0635), never in one step.
    payee_change_not_needed,  ///< A first account is set in one step.
    payees_unchanged,         ///< It has these accounts.
    payee_change_open,        ///< Somebody else's waits.
    payee_change_alone,       ///< Whoever proposed it, or a phone that they let in, would confirm it.
    payee_change_vendors,     ///< The stall has a phone of its owner that may confirm: nobody else does.
    payee_reason_needed,      ///< Of whoever confirms in another's place.
    too_many_passkeys,        ///< Of this person: AddPasskey::passkeys_max.
    passkey_known,            ///< It is somebody's already.
    payment_request_not_open,
    transfer_not_assignable,  ///< Outgoing, reversed, or already at a stall.
    transfer_is_trial,        ///< No money: nobody's, and no sale.
    transfer_not_claimable,   ///< Outgoing, reversed, at a stall by its code or a person's word, or in doubt.
    claim_too_late,           ///< It counts since more than ClaimTransfer::claimable_for.
    transfer_not_received,    ///< It was taken back, or left: nothing to say of it as a sale.
    refund_not_outgoing,  ///< What is named as having gone back did not leave, or was taken back by the bank.
    refund_other_account,    ///< It left another account than the one on which the payment came.
    sale_too_old,            ///< One of both counts since more than sales_open_for.
    refund_linked_before,    ///< What left went back for another payment.
    refund_exceeds,          ///< More would have gone back than came.
    visit_out_of_time,       ///< Too long ago, or ahead of the ledger's clock: merchants::Visit.
    cash_date_out_of_range,  ///< Not today, nor of the DeclareCash::days_back days before.
    codes_exhausted,
    day_already_closed,
    day_before_market,      ///< The market was registered on a later one.
    day_not_over,           ///< Its last hour in the market's own day has not passed.
    stand_version_unknown,  ///< Nobody can have printed it: there is no such version of that stand.
    ledger_not_empty,       ///< What was recorded as real money stays that.
    stale_totals,  ///< Something that counts was recorded after the totals were counted: count again.
};

/// What a command came to. `sequence` is where it stands in the journal (for `exists`: where it already
/// stood).
struct Recorded {
    Sequence sequence;
    TransferStatus status = TransferStatus::unmatched;  ///< Of a transfer; else meaningless.
};
struct Exists {
    Sequence sequence;
    TransferStatus status = TransferStatus::unmatched;
};
/// The same provider reference is already there with other contents.
struct Conflicts {
    Sequence sequence;
};
/// Accepted, nothing recorded: a provider's test call, a tick with nothing due, a change to what is so
/// already.
struct NothingToRecord {};
using Outcome = std::variant<Recorded, Exists, Conflicts, NothingToRecord, Refusal>;

/// What is already known of a provider reference that the book no longer holds in memory (asked of the
/// reports).
struct KnownTransfer {
    TransferId id;  ///< Of the transfer that it tells of, be it the first to do so or not.
    TransferStatus status = TransferStatus::unmatched;
    Hash notice_digest;  ///< All zero when unknown (the personal data were erased, or the reports tell of
                         ///< it): the money alone is compared then.
    Vnd amount;
    std::optional<StallId> stall;
    std::optional<PaymentRequestId> request;
    std::optional<VendorId> owner{};  ///< As of the event in which this reference told of it.
    bool trial = false;
    Sequence told_at{};    ///< That event; its notice is what `notice_digest` is of.
    bool by_bank = false;  ///< A trial, but TransferReceived::trial_of is why.
};

/// What is already known of an entry in a bank's books: a transfer on the account on that day.
struct KnownEntry {
    KnownTransfer transfer;
    Day day;
    bool has_reference = false;   ///< The bank's own was told, and
    bool same_reference = false;  ///< it is the one that was asked for.
    bool by_line = false;         ///< A statement told of it first.
    bool told_by_this_feed = false;
};

/// What an event tells of a transfer, as of that event. Nothing: it is no telling of money.
std::optional<KnownTransfer> told_by(const Event& event);

struct Decision {
    std::vector<Event> events;  ///< To be appended in order; empty when nothing is recorded.
    Outcome outcome;
};

/// The rules of money: the state that follows from the events so far. Pure: no clock, no disk, no chance. One
/// thread.
///
/// decide() and apply() are the only two functions that know the rules. The sequencer applies a decision at
/// once, ahead of its sync, so that the next command of the batch sees it; nobody else sees the book, and no
/// outcome leaves before the sync (docs/decisions/0001).
class Book {
public:
    Book();
    ~Book();
    Book(Book&&) noexcept;
    Book& operator=(Book&&) noexcept;

    /// The digest by which two notices with the same reference are the same: everything but `as_received`.
    static Hash digest(const merchants::TransferNotice& notice);

    /// What decide() would need but the book does not hold; find it, then pass it to decide(). Empty for all
    /// but a few commands (a filter tells new references from old ones; docs/decisions/0411).
    struct Lookup {
        FeedId feed;
        ProviderReference reference;
        std::optional<Sequence>
            recorded{};  ///< Only the digest is missing: it follows from this record. Else ask the reports,
        std::optional<TransferId> transfer{};  ///< for this transfer, if it is known of which it tells.
    };
    std::vector<Lookup> lookups(const Command& command) const;
    /// The same of entries in a bank's books: is this money known, told by another feed? To be asked of the
    /// reports.
    struct EntryLookup {
        FeedId feed;                  ///< Whose telling it is.
        std::string account;          ///< "970422/0011223344".
        Day from, to;                 ///< Local days of booking.
        std::string reference;        ///< The bank's own; empty: not told.
        std::optional<Vnd> amount{};  ///< Given: all credits of this amount are wanted, too.
    };
    std::vector<EntryLookup> entry_lookups(const Command& command) const;

    /// What a command names and only its own record says: the record at `record`, and what the reports know
    /// of it if the book holds it no more. One for each id that is named, whatever stands there, so that
    /// asking takes as long for what is not there.
    struct RecordLookup {
        Sequence record;
        bool is_held = false;
    };
    std::vector<RecordLookup> record_lookups(const Command& command) const;

    /// What was found of what the book does not hold, in any order.
    struct KnownReference {
        Lookup lookup;
        KnownTransfer transfer;
    };
    struct KnownRecord {
        TransferReceived transfer;
        Instant recorded_at;
        std::optional<KnownTransfer> reported{};
    };
    struct Known {
        std::vector<KnownReference> references{};
        std::vector<KnownEntry> entries{};
        Sequence entries_upto{};  ///< What was recorded from here on is not in `entries`.
        std::vector<KnownRecord> records{};
    };
    /// What `command` leads to, if it stands at `next` and is stamped `now`. `known` answers lookups(),
    /// entry_lookups() and record_lookups(). Changes nothing here, and takes out of the command what its
    /// events keep.
    Decision decide(Command&& command, Sequence next, Instant now, const Known& known) const;
    Decision decide(Command&& command, Sequence next, Instant now) const;
    /// The same of a copy, for whoever still needs the command.
    Decision decide(const Command& command, Sequence next, Instant now, const Known& known) const;
    Decision decide(const Command& command, Sequence next, Instant now) const;

    /// The only way state changes. Total: an event from the journal is always applicable, else the journal is
    /// not ours.
    void apply(const RecordedEvent& event);
    /// Has the memory fetched that apply() will look at. For a replay, some events ahead; changes nothing.
    void expect(const RecordedEvent& event) const;

    /// Nothing in this ledger is real money (LedgerMarkedTrial). Never changes after the first event.
    bool is_trial() const;

    /// The sequence of the next event to apply.
    Sequence next() const;
    /// recorded_at of the last event applied; 1970 before the first.
    Instant last_recorded_at() const;
    /// How many provider references are in memory. For tests and metrics.
    std::size_t references_held() const;
    /// The earliest moment at which a Tick would have something to do.
    std::optional<Instant> next_expiry() const;

    /// What the book knows of people and places, each once, in no order to rely on: for whoever starts from a
    /// recovered book and follows the journal from there. `visit` must not outlive the call with what it is
    /// shown.
    struct TokenKnown {
        TokenId id;
        const IssueToken& token;
        std::optional<Sequence> revoked_at;  ///< Absent: it is valid, until token.expires_at.
        bool is_device = false;              ///< It was paired.
    };
    void each_token(const std::function<void(const TokenKnown&)>& visit) const;
    void each_market(const std::function<void(const merchants::Market&)>& visit) const;
    void each_stall(const std::function<void(const merchants::Stall&)>& visit) const;

    /// An account that a stall has, or gave up at a moment that its market may still watch.
    struct AccountHeld {
        StallId stall;
        std::string_view number;  ///< In upper case.
        Bin bin;
        std::optional<Instant> given_up_at{};
    };
    void each_account(const std::function<void(const AccountHeld&)>& visit) const;

    /// Changes of stalls' accounts that wait.
    void each_payee_change(const std::function<void(const PayeeChange&)>& visit) const;

    /// People with an account, and their sessions.
    const Users& users() const;

    /// Whose keys must be gone: destroying one is repeated at every start, as a crash may come right after
    /// the event.
    std::vector<VendorId> erased_vendors() const;

    /// Lets go of provider references at or below `upto` beyond the newest `keep`; the reports must hold
    /// them.
    void forget_references(Sequence upto, std::size_t keep);

    /// The sentences of all invariants that do not hold; empty when all is well. Linear in the state: for
    /// tests and checks.
    std::vector<std::string> broken_invariants() const;

    /// All that the book knows after the event before `next`, as bytes of a private format: equal books give
    /// equal bytes. With personal data in it: it must not outlive an erasure.
    struct Snapshot {
        Sequence next;
        Hash root{};  ///< Of the journal's tree of that size: whoever keeps the snapshot sets it and checks
                      ///< it.
        std::string bytes;
    };
    /// Some 150 bytes per reference held; of the order of 0.1 s for 200,000.
    Snapshot snapshot() const;
    /// The book that gave these bytes. Nothing if they are damaged, or another version of the book or another
    /// standard library wrote them: then the journal is replayed.
    static std::optional<Book> from_snapshot(const Snapshot& snapshot);

    struct State;  ///< state.hpp, for the book's own files.

private:
    std::unique_ptr<State> state_;
};

/// "stall_not_found", the stable code of the outside contract.
std::string_view code_of(Refusal refusal);

}  // namespace choqr::book
