// A market day in one thread, from a seed: vendors, buyers, a bank that delays, repeats, reorders, forges and changes its mind,
// a disk that fails, a clock that jumps, and a gateway that is killed between any two steps. Everything from the bytes of a
// notice to the disk is the real program; only sockets, disk and clock are simulated.
//
//   market_day_test [--seeds N] [--first N]   runs N seeds (default 60); prints --seed=… of the first that breaks a rule, exit 1
//   market_day_test --seed=N                  runs that one, telling what happens
//   market_day_test --plant=NAME              the same with a known bug planted, which must be found: ack_before_sync,
//                                             blind_references
//   market_day_test --canary                  short for --plant=ack_before_sync

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "base/encoding.hpp"
#include "world.hpp"

namespace choqr::market_day {
namespace {

using namespace std::chrono_literals;
using book::Command;
using book::Outcome;

enum class Plant { none, ack_before_sync, blind_references };

const FeedId& feed() {
    static const FeedId id = *FeedId::parse("simwallet");
    return id;
}

struct Point {
    StallId id;
    std::string code;     ///< What buyers write into the transfer.
    std::string account;  ///< Empty: not registered.
    std::vector<std::string> former{};  ///< Accounts that it had before: old stands hang on.
};

class MarketDay {
public:
    MarketDay(std::uint64_t seed, Plant plant, bool talks)
        : talks_{talks}, plant_{plant}, chance_{seed}, salts_{chance_.next_u64()}, disk_{seed ^ 0x5EED} {}

    void run() {
        draw_profile();
        found_ledger();
        const auto lives = 2 + chance_.below(6);
        for (std::uint64_t life = 0; life < lives; ++life) live();
        evening();
    }

    /// Changes with anything that happened: two runs of a seed must agree.
    std::string trace() const { return to_hex(trace_.bytes()); }

private:
    struct Profile {
        world::DiskFaults faults;
        bool disk_fills = false, power_often = false, clock_jumps = false;
        std::size_t references_kept = 0;
        std::uint64_t forget_every = 1;
    };

    void say(const std::string& what) {
        trace_ = sha256(std::string{trace_.bytes()} + what);
        if (talks_) std::printf("  %s\n", what.c_str());
    }
    bool happens(unsigned per_mille) { return chance_.below(1000) < per_mille; }
    std::uint64_t one_of(std::initializer_list<std::uint64_t> values) { return values.begin()[chance_.below(values.size())]; }

    void draw_profile() {
        profile_.faults.short_write = static_cast<unsigned>(one_of({0, 0, 100, 500}));
        profile_.faults.interrupted = static_cast<unsigned>(one_of({0, 0, 200}));
        profile_.faults.sync_fails = static_cast<unsigned>(one_of({0, 0, 0, 10, 60}));
        profile_.faults.write_fails = static_cast<unsigned>(one_of({0, 0, 0, 0, 20}));
        profile_.disk_fills = happens(200);
        profile_.power_often = happens(500);
        profile_.clock_jumps = happens(300);
        profile_.references_kept = one_of({0, 0, 5, 1'000});
        profile_.forget_every = one_of({1, 1, 8, 64});
    }

    // ---- The gateway's lives ------------------------------------------------------------------------------------------

    void start_gateway() {
        const sequencer::Options options{.queue_max = 64, .batch_max = 1 + chance_.below(16),
                                         .references_kept = profile_.references_kept, .forget_every = profile_.forget_every};
        gateway_ = std::make_unique<Gateway>(Gateway::Start{disk_, salts_, clock_, *reports_, options});
        gateway_->references.blind = plant_ == Plant::blind_references;
        gateway_->sequencer->on_committed([this](Sequence) { heads_.push_back(gateway_->journal.head()); });
    }

    /// `violent`: the process had no time to say goodbye.
    void end_gateway() {
        disk_.crash_after(std::nullopt);
        gateway_.reset();
    }

    void found_ledger() {
        journal::JournalFiles::create(disk_, salts_, small_segments).value();
        keys::KeyRing::create(disk_).value();
        reports_ = reports::Reports::open(":memory:").value();
        start_gateway();
        const auto day = markets_[0] = MarketId{promise(ask(book::RegisterMarket{"Chợ ngày", "day", "Bà Rịa - Vũng Tàu", "Vũng Tàu", 0min}))};
        const auto night = markets_[1] = MarketId{promise(ask(book::RegisterMarket{"Chợ đêm", "night", "Cần Thơ", "Ninh Kiều", 12h}))};
        for (int i = 0; i < 7; ++i) open_point(i % 3 == 2 ? night : day, i);
        for (const auto market : markets_) change_watch(market);
        for (auto& point : points_)
            if (happens(300)) change_account(point);
        while (gateway_->sequencer->run_once() > 0) continue;
        gateway_->follower.catch_up().value();
        end_gateway();
    }

    void open_point(MarketId market, int number) {
        // Two of one family share an account; one is only on the market's list; one more has an account of its own.
        const std::string account = number == 5 ? "" : "9704000" + std::to_string(number == 4 ? 3 : number);
        book::RegisterStall stall{market, merchants::PointKind::stall, "A-" + std::to_string(number), "Khu A", "rau",
                                  book::VendorDetails{merchants::VendorKind::person, "Cô " + std::to_string(number), {}}, {}};
        if (!account.empty())
            stall.accounts.push_back({merchants::AccountKind::bank, *Bin::parse("970436"), *AccountNumber::parse(account), "CO BA"});
        const StallId id{promise(ask(stall))};
        gateway_->follower.catch_up().value();
        points_.push_back({id, reports_->stall(id).value()->transfer_code.text(), account});
    }

    void live() {
        disk_.set_faults(profile_.faults);
        if (happens(700)) disk_.crash_after(chance_.below(150));
        const auto struck = disk_.faults_struck();
        try {
            start_gateway();
            say("open: " + gateway_->journal.recovery_note() + ", " + std::to_string(gateway_->journal.committed().value()));
            check_now();
            for (auto step = 10 + chance_.below(90); step > 0 && !gateway_->failed; --step) do_something();
        } catch (const world::SimulatedCrash&) {
            say("crash");
        } catch (const Error& error) {
            say("does not start: " + error.message());
            must(disk_.faults_struck() > struck, "the gateway does not start though no fault struck: " + error.message());
        }
        end_gateway();
        const bool power = happens(profile_.power_often ? 500 : 120);
        say(power ? "power loss" : "kill");
        power ? disk_.power() : disk_.kill();
        disk_.set_capacity(std::nullopt);
        if (happens(300)) {
            say("the reports are deleted");
            reports_ = reports::Reports::open(":memory:").value();
        }
    }

    /// Faults are over. Whoever was told "ask again" asks again, and then all books must agree.
    void evening() {
        disk_.set_faults({});
        clock_.step_wall(truth_ - clock_.now());
        start_gateway();
        check_now();
        for (int round = 0; round < 4; ++round) {
            for (std::size_t i = 0; i < bank_.size(); ++i)
                if (!bank_[i].acknowledged) deliver(i);
            while (gateway_->sequencer->run_once() > 0) continue;
        }
        must(!gateway_->failed, "after the faults the gateway does not go on");
        gateway_->follower.catch_up().value();
        check_now();
        const auto history = history_of(gateway_->journal, gateway_->sealer);
        check_conservation(rules(), history);
        check_accounts(history);
        check_replay(*gateway_, bank_, history);
        check_reports(*reports_, history);
        end_gateway();
    }

    Rules rules() const { return {bank_, heads_, promised_}; }

    void check_now() {
        const auto history = history_of(gateway_->journal, gateway_->sealer);
        check_journal(rules(), history, gateway_->journal);
        must(reports_->position() <= gateway_->journal.committed(), "ReportsAgree: the reports know what is not in the ledger");
        if (const auto broken = gateway_->book.broken_invariants(); !broken.empty()) throw Violation{"invariant: " + broken.front()};
        heads_.push_back(gateway_->journal.head());
    }

    // ---- What happens on a market day -----------------------------------------------------------------------------------

    void do_something() {
        const auto what = chance_.below(100);
        if (what < 24) return pay();
        if (what < 48) return deliver_any(false);
        if (what < 54) return deliver_any(true);
        if (what < 58) return forge();
        if (what < 61) return change_contents();
        if (what < 64) return take_back();
        if (what < 70) return manage();
        if (what < 73) return assign();
        if (what < 76) return repeat_request();
        if (what < 78) return close_day();
        if (what < 79) return erase_vendor();
        if (what < 82) return follow();
        if (what < 90) return time_passes();
        if (what < 91 && profile_.disk_fills) return fill_disk();
        decide();
    }

    void decide() {
        const auto count = gateway_->sequencer->run_once();
        say("decided " + std::to_string(count) + ", " + std::to_string(gateway_->journal.committed().value()));
    }

    void follow() {
        const auto applied = gateway_->follower.run_once();
        // A tick has no caller to tell that its sync failed; run() would have ended the process by now.
        if (!applied && applied.error() == make_error_code(journal::errc::tail_unknown)) {
            gateway_->failed = true;
            return;
        }
        must(applied.has_value(), "the reports cannot follow: " + (applied ? "" : applied.error().message()));
        if (happens(200)) {
            gateway_->follower.catch_up().value();
            check_reports(*reports_, history_of(gateway_->journal, gateway_->sealer));
        }
    }

    void time_passes() {
        const auto by = std::chrono::milliseconds{chance_.below(happens(100) ? 7'200'000 : 40'000)};
        truth_ += by;
        clock_.advance(by);
        if (!profile_.clock_jumps || !happens(150)) return;
        clock_.step_wall(happens(500) ? 1h : -1h);
        say("the clock jumps");
        if (happens(500)) clock_.step_wall(truth_ - clock_.now());
    }

    void fill_disk() {
        const bool full = happens(500);
        say(full ? "the disk is full" : "there is room again");
        disk_.set_capacity(full ? std::optional<std::uint64_t>{0} : std::nullopt);
    }

    // ---- The bank -------------------------------------------------------------------------------------------------------

    connectors::SimwalletTransfer new_transfer() {
        connectors::SimwalletTransfer transfer;
        transfer.transaction_id = "FT" + std::to_string(bank_.size());
        transfer.bin = "970436";
        transfer.amount = static_cast<std::int64_t>(1'000 * (1 + chance_.below(200)));
        transfer.booked_at = truth_ - std::chrono::seconds{chance_.below(happens(50) ? 3 * 86'400 : 60)};
        transfer.booked_at = std::chrono::floor<std::chrono::seconds>(transfer.booked_at);
        transfer.payer_bin = "970422";
        transfer.payer_account_number = "0903123456";
        transfer.payer_name = "NGUYEN VAN A";
        return transfer;
    }

    void pay() {
        const auto& point = points_[chance_.below(points_.size())];
        auto transfer = new_transfer();
        transfer.account_number = point.account.empty() ? "00000000" : point.account;
        transfer.content = text_of_buyer(point);
        if (!point.former.empty() && happens(300)) {
            transfer.account_number = point.former[chance_.below(point.former.size())];
            if (happens(500)) transfer.content = "mua rau";
        }
        bank_.push_back({transfer, false, {}, 0});
        say("paid " + transfer.transaction_id + " at " + point.id.text() + ": " + transfer.content);
        if (happens(700)) deliver(bank_.size() - 1);
    }

    std::string text_of_buyer(const Point& point) {
        const auto requests = reports_->payment_requests(point.id, 3).value();
        switch (chance_.below(6)) {
            case 0: return "mua rau";
            case 1: return "MBVCB.123456." + point.code + ".CT tu 0903 den " + point.account;
            case 2: return point.code.substr(0, 4) + " " + point.code.substr(4) + " cam on";
            case 3: return requests.empty() ? point.code : requests[chance_.below(requests.size())].reference_code.text() + " tra tien";
            case 4: return point.code + " " + points_[chance_.below(points_.size())].code;
            default: return point.code;
        }
    }

    void take_back() {
        if (bank_.empty()) return;
        const auto& original = bank_[chance_.below(bank_.size())].transfer;
        if (!original.incoming || !original.reversal_of.empty() || !taken_back_.insert(original.transaction_id).second) return;
        auto transfer = new_transfer();
        transfer.incoming = false;
        transfer.account_number = original.account_number;
        transfer.amount = original.amount;
        transfer.content = "hoan tra " + original.transaction_id;
        transfer.reversal_of = original.transaction_id;
        bank_.push_back({transfer, false, {}, 0});
        say("taken back " + transfer.reversal_of + " by " + transfer.transaction_id);
        if (happens(500)) deliver(bank_.size() - 1);
    }

    /// In any order, some of them again.
    void deliver_any(bool acknowledged) {
        if (bank_.empty()) return;
        const auto from = chance_.below(bank_.size());
        for (std::size_t i = 0; i < bank_.size(); ++i) {
            const auto index = (from + i) % bank_.size();
            if (bank_[index].acknowledged == acknowledged) return deliver(index);
        }
    }

    struct Envelope {
        std::string body, id, timestamp, signature;
    };
    Envelope seal(const connectors::SimwalletTransfer& transfer, Instant sent_at) {
        const auto seconds = std::chrono::floor<std::chrono::seconds>(sent_at).time_since_epoch().count();
        Envelope envelope{simwallet_body(transfer), "msg-" + transfer.transaction_id, std::to_string(seconds), {}};
        envelope.signature = signer_.sign(envelope.id, seconds, envelope.body);
        return envelope;
    }
    connectors::Opened open(const Envelope& envelope) const {
        const connectors::Field headers[] = {{"content-type", "application/json"}, {"webhook-id", envelope.id},
                                             {"webhook-timestamp", envelope.timestamp}, {"webhook-signature", envelope.signature}};
        return wallet_.open({"POST", headers, {}, envelope.body}, clock_.now());
    }
    bool clock_is_right() const { return std::chrono::abs(clock_.now() - truth_) < 290s; }

    void deliver(std::size_t index) {
        auto& sent = bank_[index];
        ++sent.attempts;
        const auto opened = open(seal(sent.transfer, truth_));
        const auto* notices = std::get_if<std::vector<merchants::TransferNotice>>(&opened);
        if (notices == nullptr) {
            must(!clock_is_right(), "an authentic notice is refused: " + std::get<connectors::Rejected>(opened).detail);
            return;
        }
        if (plant_ == Plant::ack_before_sync && !sent.acknowledged) {
            sent.acknowledged = true;
            sent.acknowledged_as = Sequence{gateway_->book.next().value() + gateway_->sequencer->queued()};
        }
        const bool known = sent.acknowledged;
        submit(book::RecordTransfer{feed(), notices->front()}, [this, index, known](const Result<Outcome>& outcome) {
            answer(index, known, outcome);
        });
    }

    /// What the connector tells the bank, and what the bank concludes.
    void answer(std::size_t index, bool known, const Result<Outcome>& outcome) {
        auto& sent = bank_[index];
        const auto* recorded = outcome ? std::get_if<book::Recorded>(&*outcome) : nullptr;
        const auto* exists = outcome ? std::get_if<book::Exists>(&*outcome) : nullptr;
        connectors::NoticeOutcome told;
        if (recorded) told = {connectors::OutcomeKind::recorded, recorded->sequence, recorded->status == book::TransferStatus::matched};
        if (exists) told = {connectors::OutcomeKind::exists, exists->sequence, exists->status == book::TransferStatus::matched};
        if (outcome && !recorded && !exists) throw Violation{"an unchanged notice is neither recorded nor known: " + sent.transfer.transaction_id};
        const auto answer = wallet_.acknowledge(told);
        must((answer.status == 200) == outcome.has_value(), "the answer's status is not that of the outcome");
        say(sent.transfer.transaction_id + ": " + (answer.status == 200 ? answer.body : std::to_string(answer.status)));
        if (answer.status != 200) return;
        must(!known || !recorded || plant_ == Plant::ack_before_sync, "OneCreditPerTransfer: " + sent.transfer.transaction_id + " was recorded again");
        must(!known || sent.acknowledged_as == told.sequence || plant_ == Plant::ack_before_sync, "a transfer has moved");
        sent.acknowledged = true;
        sent.acknowledged_as = told.sequence;
    }

    /// What nobody at the bank has sent: refused before it is read, and nothing changes.
    void forge() {
        auto transfer = new_transfer();
        transfer.account_number = points_[0].account;
        transfer.content = points_[0].code;
        auto envelope = seal(transfer, truth_);
        switch (chance_.below(4)) {
            case 0: envelope.signature[5 + chance_.below(30)] ^= 1; break;
            case 1: envelope.body.replace(envelope.body.find("\"amount\":") + 9, 1, "9"), envelope.body += ' '; break;
            case 2: envelope = seal(transfer, clock_.now() - 301s - std::chrono::seconds{chance_.below(10'000)}); break;
            default: envelope.body.resize(chance_.below(envelope.body.size())); break;
        }
        must(std::holds_alternative<connectors::Rejected>(open(envelope)), "a forged notice is opened");
    }

    /// The bank sends a transfer that we have acknowledged, with something else in it.
    void change_contents() {
        if (bank_.empty() || plant_ == Plant::ack_before_sync || !clock_is_right()) return;
        const auto& sent = bank_[chance_.below(bank_.size())];
        if (!sent.acknowledged) return;
        auto changed = sent.transfer;
        const auto what = chance_.below(4);
        if (what < 2) changed.amount += 1'000;
        if (what == 2) changed.incoming = !changed.incoming;
        if (what == 3) changed.content += " sua";
        const bool forgettable = what == 3 || (what == 2 && !changed.reversal_of.empty());
        const auto opened = open(seal(changed, truth_));
        submit(book::RecordTransfer{feed(), std::get<std::vector<merchants::TransferNotice>>(opened).front()},
               [this, id = changed.transaction_id, at = sent.acknowledged_as, forgettable](const Result<Outcome>& outcome) {
                   if (!outcome || std::holds_alternative<book::Conflicts>(*outcome)) return;
                   must(std::holds_alternative<book::Exists>(*outcome), "a changed notice under a known reference is recorded: " + id);
                   must(forgettable && is_erased(at), "a changed notice under a known reference is taken for the same: " + id);
               });
    }

    /// Its texts are gone, and with them what tells another text from a repeated one.
    bool is_erased(Sequence at) const {
        const auto record = gateway_->journal.read(at, 1, SIZE_MAX).value().front();
        const auto event = book::decode(at, record.type, record.payload, gateway_->sealer).value();
        const auto owner = std::get<book::TransferReceived>(event.event).owner;
        return owner && std::ranges::count(gateway_->book.erased_vendors(), *owner) > 0;
    }

    // ---- The board ------------------------------------------------------------------------------------------------------

    void submit(book::Request request, std::function<void(const Result<Outcome>&)> done, std::optional<book::Idempotency> key = {}) {
        gateway_->sequencer->submit({std::move(request), "feed:simwallet", key}, [this, done = std::move(done)](const Result<Outcome>& outcome) {
            if (!outcome && outcome.error() == make_error_code(sequencer::errc::journal_failed) && gateway_) gateway_->failed = true;
            done(outcome);
        });
    }

    Outcome ask(book::Request request) {
        std::optional<Outcome> told;
        submit(std::move(request), [&](const Result<Outcome>& outcome) { told = outcome.value(); });
        gateway_->sequencer->run_once();
        return told.value();
    }
    Sequence promise(const Outcome& outcome) {
        const auto sequence = std::get<book::Recorded>(outcome).sequence;
        const auto record = gateway_->journal.read(sequence, 1, SIZE_MAX).value().front();
        promised_.emplace(sequence, book::decode(sequence, record.type, record.payload, gateway_->sealer).value().event.index());
        return sequence;
    }

    void manage() {
        auto& point = points_[chance_.below(points_.size())];
        const auto stall = point.id;
        const auto recorded = [this](const Result<Outcome>& outcome) {
            if (outcome && std::holds_alternative<book::Recorded>(*outcome)) promise(*outcome);
        };
        switch (chance_.below(7)) {
            case 4: return change_account(point);
            case 5: return print_stands();
            case 6: return change_watch(markets_[chance_.below(2)]);
            case 0: return submit(book::SuspendStall{stall, "nghỉ"}, recorded);
            case 1: return submit(book::ResumeStall{stall}, recorded);
            case 2: {
                const auto requests = reports_->payment_requests(stall, 3).value();
                if (!requests.empty()) submit(book::CancelPaymentRequest{requests.front().id}, recorded);
                return;
            }
            default: return open_request(stall);
        }
    }

    void change_watch(MarketId market) {
        submit(book::ChangeMarket{market, std::chrono::days{one_of({0, 1, 90})}}, [this](const Result<Outcome>& outcome) {
            if (outcome && std::holds_alternative<book::Recorded>(*outcome)) promise(*outcome);
        });
    }

    /// Another account, sometimes one that it or a neighbour had before, or only another holder's name.
    void change_account(Point& point) {
        auto account = "9705000" + std::to_string(chance_.below(6));
        if (happens(300) && !point.account.empty()) account = point.account;
        const auto* name = happens(500) ? "CO BA" : "CO TU";
        book::ChangeStall change{point.id, {}, {}, {}, std::vector{merchants::Account{merchants::AccountKind::bank, *Bin::parse("970436"), *AccountNumber::parse(account), name}}};
        submit(std::move(change), [this, &point, account](const Result<Outcome>& outcome) {
            if (!outcome || !std::holds_alternative<book::Recorded>(*outcome)) return;
            promise(*outcome);
            if (!point.account.empty() && point.account != account) point.former.push_back(point.account);
            point.account = account;
            say(point.id.text() + " has account " + account);
        });
    }

    /// What the list says is due, as far as the reports know: it may have changed meanwhile.
    void print_stands() {
        const auto market = markets_[chance_.below(2)];
        book::RecordStandsPrinted printed{market, {}};
        for (const auto& stall : reports_->stands_to_print({.market = market}).value()) printed.stands.push_back({stall.id, stall.stand.version});
        submit(std::move(printed), [this](const Result<Outcome>& outcome) {
            must(!outcome || !std::holds_alternative<book::Refusal>(*outcome), "a stand on the list cannot be printed");
            if (outcome && std::holds_alternative<book::Recorded>(*outcome)) promise(*outcome);
        });
    }

    struct Asked {
        book::OpenPaymentRequest request;
        book::Idempotency key;
        std::optional<Sequence> answered;
    };
    void open_request(StallId stall) {
        book::OpenPaymentRequest request{stall, Vnd::of(static_cast<std::int64_t>(1'000 * (1 + chance_.below(200)))), "cam", {}};
        if (happens(600)) request.expires_in = std::chrono::seconds{1 + chance_.below(600)};
        const auto number = std::to_string(asked_.size());
        asked_.push_back({request, {sha256("key" + number), sha256("body" + number)}, {}});
        ask_for_request(asked_.size() - 1);
    }
    void repeat_request() {
        if (!asked_.empty()) ask_for_request(chance_.below(asked_.size()));
    }
    void ask_for_request(std::size_t index) {
        submit(asked_[index].request, [this, index](const Result<Outcome>& outcome) {
            if (!outcome || std::holds_alternative<book::Refusal>(*outcome)) {
                must(!outcome || !asked_[index].answered, "a repeated request is refused though its first answer was another");
                return;
            }
            const auto* exists = std::get_if<book::Exists>(&*outcome);
            must(exists || !asked_[index].answered, "a repeated request is recorded again");
            const auto sequence = exists ? exists->sequence : promise(*outcome);
            must(!asked_[index].answered || *asked_[index].answered == sequence, "a repeated request has moved");
            asked_[index].answered = sequence;
        }, asked_[index].key);
    }

    void assign() {
        const auto unmatched = reports_->transfers({.status = book::TransferStatus::unmatched}).value();
        if (unmatched.empty()) return;
        submit(book::AssignTransfer{unmatched[chance_.below(unmatched.size())].id, points_[chance_.below(points_.size())].id, "nhận ra"},
               [this](const Result<Outcome>& outcome) {
                   if (outcome && std::holds_alternative<book::Recorded>(*outcome)) promise(*outcome);
               });
    }

    /// With totals as of whenever the reports were counted: the book says whether they are still right.
    void close_day() {
        const auto market = markets_[chance_.below(2)];
        const auto day = business_day(truth_ - std::chrono::hours{24 * chance_.below(4)}, market == markets_[1] ? 720min : 0min);
        const auto counted = reports_->day_totals(market, day).value();
        if (!counted) return;  // The reports are being rebuilt.
        if (happens(300)) decide();
        submit(book::CloseDay{market, day, counted->totals, counted->counted_before, {}}, [this, day](const Result<Outcome>& outcome) {
            if (!outcome || !std::holds_alternative<book::Recorded>(*outcome)) return;
            promise(*outcome);
            say("closed " + format_day(day));
        });
    }

    void erase_vendor() {
        const auto stall = reports_->stall(points_[chance_.below(points_.size())].id).value();
        if (!stall || !stall->vendor || happens(500)) return;
        submit(book::EraseVendor{stall->vendor->id, "asked for"}, [this, vendor = stall->vendor->id](const Result<Outcome>& outcome) {
            if (!outcome || !std::holds_alternative<book::Recorded>(*outcome)) return;
            promise(*outcome);
            say("erased " + vendor.text());
            if (const auto destroyed = gateway_->keys->destroy(vendor); !destroyed) gateway_->failed = true;
        });
    }

    bool talks_;
    Plant plant_;
    world::SeededRandom chance_, salts_;
    world::MemoryDirectory disk_;
    Instant truth_ = parse_vietnam_local("2026-11-21 05:00:00").value();
    world::SimulatedClock clock_{truth_};
    connectors::StandardWebhooks signer_{"simwallet", {secret}};
    connectors::Simwallet wallet_{"simwallet", {secret}};
    Profile profile_;
    Hash trace_;

    MarketId markets_[2] = {MarketId::from_value(0), MarketId::from_value(0)};
    std::vector<Point> points_;
    std::vector<BankTransfer> bank_;
    std::set<std::string> taken_back_;
    std::vector<Asked> asked_;
    std::vector<journal::TreeHead> heads_;
    std::map<Sequence, std::size_t> promised_;

    std::unique_ptr<reports::Reports> reports_;
    std::unique_ptr<Gateway> gateway_;
};

struct Run {
    std::optional<std::string> violation;
    std::string trace;
};

Run run(std::uint64_t seed, Plant plant, bool talks) {
    MarketDay day{seed, plant, talks};
    try {
        day.run();
    } catch (const Violation& violation) {
        return {violation.sentence, day.trace()};
    }
    return {std::nullopt, day.trace()};
}

int fail(std::uint64_t seed, const std::string& sentence) {
    std::printf("FAILED --seed=%llu: %s\n", static_cast<unsigned long long>(seed), sentence.c_str());
    return 1;
}

int run_seeds(std::uint64_t first, std::uint64_t count, Plant plant) {
    for (auto seed = first; seed < first + count; ++seed) {
        const auto one = run(seed, plant, false);
        if (one.violation) return fail(seed, *one.violation);
        if (seed % 25 == 0 && run(seed, plant, false).trace != one.trace) return fail(seed, "a second run of the same seed differs");
    }
    std::printf("%llu market days without a violation\n", static_cast<unsigned long long>(count));
    return 0;
}

std::optional<Plant> plant_named(const char* name) {
    if (std::strcmp(name, "ack_before_sync") == 0) return Plant::ack_before_sync;
    if (std::strcmp(name, "blind_references") == 0) return Plant::blind_references;
    return std::nullopt;
}

int main_of(int count, char** arguments) {
    std::uint64_t seeds = 60, first = 1;
    std::optional<std::uint64_t> only;
    auto plant = Plant::none;
    for (int i = 1; i < count; ++i) {
        const std::string argument = arguments[i];
        const bool more = i + 1 < count;
        if (argument.starts_with("--seed=")) only = std::strtoull(argument.c_str() + 7, nullptr, 10);
        else if (argument == "--canary") plant = Plant::ack_before_sync;
        else if (argument.starts_with("--plant=") && plant_named(argument.c_str() + 8)) plant = *plant_named(argument.c_str() + 8);
        else if (argument == "--seeds" && more) seeds = std::strtoull(arguments[++i], nullptr, 10);
        else if (argument == "--first" && more) first = std::strtoull(arguments[++i], nullptr, 10);
        else return std::printf("unknown argument %s\n", argument.c_str()), 2;
    }
    if (!only) return run_seeds(first, seeds, plant);
    const auto one = run(*only, plant, true);
    return one.violation ? fail(*only, *one.violation) : 0;
}

}  // namespace
}  // namespace choqr::market_day

int main(int count, char** arguments) { return choqr::market_day::main_of(count, arguments); }
