// A market day in one thread, from a seed: vendors, buyers, a bank that delays, repeats, reorders, forges and changes its mind,
// a disk that fails, a clock that jumps, and a gateway that is killed between any two steps. Everything from the bytes of a
// request to the disk is the real program; only sockets, disk and clock are simulated.
//
//   market_day_test [--seeds N] [--first N] [--seed=N] [--canary] …   simulation/seeds.hpp; the canary's bank takes every answer
//                                                                     for a success
//
// A sentence about what went wrong begins with the rule's name; the README lists them. Bugs of the program itself are planted by
// the build: script/check plants.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>

#include <nlohmann/json.hpp>

#include "base/encoding.hpp"
#include "gateway/log.hpp"
#include "gateway/routes/views.hpp"
#include "gateway/tokens.hpp"
#include "journal/proof.hpp"
#include "reports_file.hpp"
#include "simulation/disk_damage.hpp"
#include "world.hpp"

namespace choqr::market_day {
namespace {

using namespace std::chrono_literals;
using book::Outcome;
using http::Method;
using Json = nlohmann::json;
using Reply = Gateway::Reply;

/// Busy, without room, or failed for a reason of the disk's: it may be recorded or not.
bool ask_again(const Reply& reply) { return reply.status >= 500; }

struct Point {
    StallId id;
    std::string code;     ///< What buyers write into the transfer.
    std::string account;  ///< Empty: not registered.
    std::vector<std::string> former{};  ///< Accounts that it had before: old stands hang on.
};

class MarketDay {
public:
    /// `credulous`: the bank takes what it has sent for received, which must be found.
    MarketDay(std::uint64_t seed, bool credulous, bool talks)
        : talks_{talks}, credulous_{credulous}, chance_{seed}, salts_{chance_.next_u64()}, disk_{seed ^ 0x5EED} {}

    void run() {
        draw_profile();
        found_ledger();
        const auto lives = profile_.restless ? 6 + chance_.below(12) : 2 + chance_.below(6);
        for (std::uint64_t life = 0; life < lives && !ended_; ++life) live();
        if (!ended_) evening();
    }

    /// Changes with anything that happened: two runs of a seed must agree.
    std::string trace() const { return to_hex(trace_.bytes()); }

private:
    struct Profile {
        world::DiskFaults faults;
        unsigned read_fails = 0;       ///< While it starts: nobody would see more of a failed read later than an answer 500.
        unsigned damage_per_mille = 0;  ///< Of lives that end with some bytes changed on the disk.
        bool disk_fills = false, power_often = false, clock_jumps = false;
        bool restless = false;  ///< Many short lives.
        std::size_t references_kept = 0;
        std::uint64_t forget_every = 1, snapshot_every = 1;
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
        profile_.faults.no_room = static_cast<unsigned>(one_of({0, 0, 0, 0, 30}));
        profile_.read_fails = static_cast<unsigned>(one_of({0, 0, 0, 0, 3}));
        profile_.damage_per_mille = static_cast<unsigned>(one_of({0, 0, 0, 300}));
        profile_.disk_fills = happens(200);
        profile_.restless = happens(400);
        profile_.power_often = happens(500);
        profile_.clock_jumps = happens(300);
        profile_.references_kept = one_of({0, 0, 5, 1'000});
        profile_.forget_every = one_of({1, 1, 8, 64});
        profile_.snapshot_every = one_of({1, 10, 40, 1'000'000});
    }

    // ---- The gateway's lives ------------------------------------------------------------------------------------------

    void start_gateway() {
        gateway::Ledger::Options options;
        options.sequencing = {.queue_max = 64, .batch_max = one_of({1, 4, 16, 48}), .references_kept = profile_.references_kept,
                              .forget_every = profile_.forget_every, .snapshot_every = profile_.snapshot_every};
        options.segments = small_segments;
        options.reading = sequencer::Reading::in_turn;
        options.following = {.records_max = 1 + chance_.below(64), .bytes_max = 1u << 20};
        gateway_ = std::make_unique<Gateway>(Gateway::Start{place_, salts_, clock_, options});
        gateway_->ledger.sequencer().on_committed([this](Sequence) { remember_head(); });
    }

    /// Its root says what is in every record, and the trace so too.
    void remember_head() {
        heads_.push_back(gateway_->ledger.journal().head());
        say("head " + std::to_string(heads_.back().size) + " " + to_hex(heads_.back().root.bytes()).substr(0, 8));
    }

    /// The process is no more; it had no time to say goodbye.
    void end_gateway() {
        disk_.crash_after(std::nullopt);
        gateway_.reset();
    }

    void found_ledger() {
        gateway::Ledger::create(place_, salts_, "choqr.test/market", small_segments);
        start_gateway();
        token_ = gateway::make_token(salts_);
        book::IssueToken issue;
        issue.role = book::Role::operator_;
        issue.token_hash = gateway::hash_of_token(token_);
        promise(ask(issue));
        const auto day = markets_[0] = MarketId{promise(ask(book::RegisterMarket{"Chợ ngày", "day", "Bà Rịa - Vũng Tàu", "Vũng Tàu", 0min}))};
        const auto night = markets_[1] = MarketId{promise(ask(book::RegisterMarket{"Chợ đêm", "night", "Cần Thơ", "Ninh Kiều", 12h}))};
        for (int i = 0; i < 7; ++i) open_point(i % 3 == 2 ? night : day, i);
        for (const auto market : markets_) change_watch(market);
        for (auto& point : points_)
            if (happens(300)) change_account(point);
        while (gateway_->ledger.sequencer().run_once() > 0) continue;
        gateway_->ledger.follower().catch_up().value();
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
        gateway_->ledger.follower().catch_up().value();
        points_.push_back({id, reports().stall(id).value()->transfer_code.text(), account});
    }

    void live() {
        auto at_start = profile_.faults;
        at_start.read_fails = profile_.read_fails;
        disk_.set_faults(at_start);
        if (happens(700)) disk_.crash_after(chance_.below(profile_.restless ? 60 : 150));
        struck_ = disk_.faults_struck();
        was_full_ = false;
        try {
            start_gateway();
            disk_.set_faults(profile_.faults);
            say("open: " + gateway_->ledger.recovery_note() + ", " + gateway_->ledger.start_note());
            check_now();
            if (profile_.restless && happens(400)) disk_.crash_after(chance_.below(12));  // In its first words.
            const auto steps = profile_.restless ? 1 + chance_.below(25) : 10 + chance_.below(90);
            for (auto step = steps; step > 0 && !failed_; --step) do_something();
            if (!failed_ && happens(300)) say_goodbye();
        } catch (const world::SimulatedCrash&) {
            say("crash");
            last_moments();
        } catch (const gateway::CannotStart& error) {
            does_not_start(error.what());
        } catch (const Error& error) {
            does_not_start(error.message());
        }
        end_gateway();
        failed_ = dying_ = false;
        const bool power = happens(profile_.power_often ? 500 : 120);
        say(power ? "power loss" : "kill");
        power ? disk_.power() : disk_.kill();
        say("after " + std::to_string(disk_.operations()) + " operations");
        disk_.set_capacity(std::nullopt);
        // One damage at a time: a batch and its mark both damaged are more than two copies can tell.
        if (happens(profile_.damage_per_mille) && !unhealed_) damage();
        if (happens(500)) say(reports_file_.misfortune(chance_, power));
    }

    /// Other threads than the one that the crash met may have gone on for a moment: an answer that was handed over leaves,
    /// a checkpoint of what counts as committed is signed.
    void last_moments() {
        disk_.crash_after(std::nullopt);
        dying_ = true;  // Seed 100161: the crash met the thread that destroys a key, and the route says so.
        if (!gateway_) return;
        if (happens(500)) gateway_->poll();
        if (happens(300)) publish();
    }

    /// What no crash does. The next start heals it from a second copy or refuses; the trees of hashes are the journal's
    /// simulation's matter, since a proof that fails there would need an excuse here.
    void damage() {
        const auto done = simulation::damage_ledger(disk_, chance_, simulation::Target::segments_and_checkpoint);
        if (!done) return;
        say(*done);
        unhealed_ = true;
    }

    bool a_fault_struck() const { return was_full_ || disk_.faults_struck() > struck_; }
    void does_not_start(const std::string& why) {
        // Seed 200850: the reports' folder has another name in every run.
        say("does not start: " + (why.find(reports_file_.path().string()) == 0 ? why.substr(reports_file_.path().string().size()) : why));
        // Somebody must bring a backup: the day is over.
        ended_ = ended_ || (unhealed_ && !a_fault_struck());
        if (unhealed_) return;
        must(why.find("rolled back") == std::string::npos, "HistoryOnlyGrows: a checkpoint was signed over what is not in the ledger");
        must(a_fault_struck(), "NoFaultNoRefusal: the gateway does not start though no fault struck: " + why);
    }

    /// An orderly end: what is asked is answered, and the book is kept for the next start.
    void say_goodbye() {
        settle();
        if (!failed_) gateway_->ledger.keep_snapshot();
        say("goodbye");
    }

    /// Until everybody has been answered and the reports know everything.
    void settle() {
        for (int quiet = 0; quiet < 2 && !failed_;) {
            gateway_->poll();
            const auto decided = gateway_->ledger.sequencer().run_once();
            failed_ = gateway_->failed();
            quiet = follow_once() + decided == 0 ? quiet + 1 : 0;
        }
        gateway_->poll();
    }

    /// Faults are over. Whoever was told "ask again" asks again, and then all books must agree.
    void evening() {
        disk_.set_faults({});
        struck_ = disk_.faults_struck();
        was_full_ = false;
        clock_.step_wall(truth_ - clock_.now());
        try {
            start_gateway();
            check_now();
        } catch (const gateway::CannotStart& error) {
            return does_not_start(error.what());
        }
        for (int round = 0; round < 4; ++round) {
            for (std::size_t i = 0; i < bank_.size(); ++i) {
                if (!bank_[i].acknowledged) deliver(i);
                if (i % 32 == 31) settle();
            }
            settle();
        }
        must(!failed_, "GoesOn: after the faults the gateway does not go on");
        clock_.advance(2s);
        publish();
        check_now();
        const auto history = history_now();
        check_conservation(rules(), history);
        check_accounts(history);
        check_replay(gateway_->ledger, history);
        check_reports(reports(), history);
        check_erased(gateway_->ledger, history);
        say("reports " + reports().fingerprint().value());
        end_gateway();
    }

    const reports::Reports& reports() const { return gateway_->ledger.reports(); }
    Rules rules() const { return {bank_, heads_, promised_, assigned_}; }
    /// Damage of a closed segment is met by whoever reads it first.
    std::vector<book::RecordedEvent> history_now() const {
        const auto history = history_of(gateway_->ledger.journal(), gateway_->ledger.sealer());
        if (!history && unhealed_) throw gateway::CannotStart{"a record cannot be read: " + history.error().message()};
        must(history.has_value(), "NothingLost: a record cannot be read: " + (history ? "" : history.error().message()));
        return *history;
    }

    void check_now() {
        const auto& ledger = gateway_->ledger;
        check_journal(rules(), history_now(), gateway_->ledger.journal());
        unhealed_ = false;
        must(reports().position() <= gateway_->ledger.journal().committed(), "ReportsAgree: the reports know what is not in the ledger");
        if (const auto broken = ledger.book().broken_invariants(); !broken.empty()) throw Violation{"BookInvariants: invariant: " + broken.front()};
        remember_head();
        if (published_.empty()) return;
        const auto latest = gateway_->ledger.checkpoints().latest();
        must(latest && latest->head.size >= published_.back().head.size, "HistoryOnlyGrows: a checkpoint that was shown is forgotten");
        check_checkpoints(published_, *latest, gateway_->ledger);
    }

    /// What anybody has seen is proven to go on in what is shown now.
    void publish() {
        const auto shown = gateway_->ledger.checkpoints().publish(clock_.monotonic());
        if (!shown) {
            must(a_fault_struck(), "NoFaultNoRefusal: no checkpoint though no fault struck: " + shown.error().message());
            return;
        }
        if (!published_.empty() && shown->note == published_.back().note) return;
        check_checkpoints(published_, *shown, gateway_->ledger);
        heads_.push_back(shown->head);
        published_.push_back(*shown);
        say("checkpoint " + std::to_string(shown->head.size));
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
        if (what < 80) return watch();
        if (what < 82) return publish();
        if (what < 86) return follow();
        if (what < 90) return time_passes();
        if (what < 91 && profile_.disk_fills) return fill_disk();
        if (what < 92) return rush();
        if (what < 94) return try_out();
        decide();
    }

    void decide() {
        const auto count = gateway_->ledger.sequencer().run_once();
        failed_ = gateway_->failed();
        say("decided " + std::to_string(count) + ", " + std::to_string(gateway_->ledger.journal().committed().value()));
        gateway_->poll();
    }

    std::size_t follow_once() {
        if (failed_) return 0;  // A failed sync: run() would have ended the process by now.
        const auto applied = gateway_->ledger.follower().run_once();
        if (!applied) check_journal(rules(), history_now(), gateway_->ledger.journal());  // What the ledger itself says comes first.
        must(applied.has_value(), "ReportsAgree: the reports cannot follow: " + (applied ? "" : applied.error().message()));
        return *applied;
    }

    void follow() {
        follow_once();
        gateway_->poll();
        if (failed_ || !happens(200)) return;
        gateway_->ledger.follower().catch_up().value();
        gateway_->poll();
        check_reports(reports(), history_now());
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
        was_full_ = was_full_ || full;
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
        bank_.push_back({transfer, false, {}});
        say("paid " + transfer.transaction_id + " at " + point.id.text() + ": " + transfer.content);
        if (happens(700)) deliver(bank_.size() - 1);
    }

    /// Somebody plays with the demonstration wallet, which nobody's bank knows.
    void try_out() {
        const auto stall = reports().stall(points_[chance_.below(points_.size())].id).value();
        const auto payload = stall ? gateway::stand_payload(*stall) : std::nullopt;
        if (!payload) return;
        Gateway::Message message{
            Method::post,
            "/demo/pay",
            {{"content-type", "application/json"}},
            Json{{"qr_payload", *payload}, {"amount", 1'000 * (1 + chance_.below(200))}}.dump()};
        call(std::move(message),
             [this](const Reply& reply) { say("tried out: " + std::to_string(reply.status)); });
    }

    /// Everybody at once: batches that fit no mark.
    void rush() {
        for (auto left = 8 + chance_.below(32); left > 0; --left) pay();
    }

    std::string text_of_buyer(const Point& point) {
        const auto requests = reports().payment_requests(point.id, 3).value();
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
        bank_.push_back({transfer, false, {}});
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

    /// What a provider sends: the bytes, signed.
    Gateway::Message seal(const std::string& body, const std::string& id, Instant sent_at) {
        const auto seconds = std::chrono::floor<std::chrono::seconds>(sent_at).time_since_epoch().count();
        return {Method::post, "/v1/providers/simwallet/notices",
                {{"content-type", "application/json"}, {"webhook-id", id}, {"webhook-timestamp", std::to_string(seconds)},
                 {"webhook-signature", signer_.sign(id, seconds, body)}},
                body};
    }
    Gateway::Message seal(const connectors::SimwalletTransfer& transfer) {
        return seal(simwallet_body(transfer), "msg-" + transfer.transaction_id, truth_);
    }
    bool clock_is_right() const { return std::chrono::abs(clock_.now() - truth_) < 290s; }

    void deliver(std::size_t index) {
        auto& sent = bank_[index];
        const bool known = sent.acknowledged;
        if (credulous_ && !known) {
            sent.acknowledged = true;
            sent.acknowledged_as = Sequence{gateway_->ledger.book().next().value() + gateway_->ledger.sequencer().queued()};
        }
        call(seal(sent.transfer), [this, index, known, right = clock_is_right()](const Reply& reply) { answer(index, known, right, reply); });
    }

    /// What the bank concludes from the answer.
    void answer(std::size_t index, bool known, bool clock_was_right, const Reply& reply) {
        auto& sent = bank_[index];
        const auto& id = sent.transfer.transaction_id;
        say(id + ": " + std::to_string(reply.status) + " " + (reply.status == 200 ? reply.body : ""));
        if (ask_again(reply)) return;
        if (reply.status == 401) return must(!clock_was_right, "AuthenticIsAccepted: an authentic notice is refused: " + id);
        must(reply.status == 200, "AuthenticIsAccepted: an unchanged notice is neither recorded nor known: " + id + ": " + std::to_string(reply.status));
        if (credulous_) return;
        const auto told = Json::parse(reply.body);
        const Sequence sequence{told.at("sequence").get<std::uint64_t>()};
        must(!known || told.at("outcome") == "exists", "OneCreditPerTransfer: " + id + " was recorded again");
        must(!known || sent.acknowledged_as == sequence, "NothingLost: a transfer has moved");
        sent.acknowledged = true;
        sent.acknowledged_as = sequence;
    }

    /// What nobody at the bank has sent, or what got broken on the way: refused before anything is queued.
    void forge() {
        auto transfer = new_transfer();
        transfer.account_number = points_[0].account;
        transfer.content = points_[0].code;
        auto message = seal(transfer);
        auto& signature = message.fields.back().second;
        switch (chance_.below(8)) {
            case 0: signature[5 + chance_.below(30)] ^= 1; break;
            case 1: message.body.replace(message.body.find("\"amount\":") + 9, 1, "9"), message.body += ' '; break;
            case 2: message = seal(message.body, "late", clock_.now() - 301s - std::chrono::seconds{chance_.below(10'000)}); break;
            case 3: message.body.resize(chance_.below(message.body.size())); break;
            case 4: message.fields.pop_back(); break;
            case 5: message.method = Method::get; break;
            case 6: message.fields.front().second = "text/plain"; break;
            default: message = seal(message.body.substr(0, chance_.below(message.body.size())), "cut", truth_); break;
        }
        const auto queued = gateway_->ledger.sequencer().queued();
        std::optional<int> status;
        call(std::move(message), [&status](const Reply& reply) { status = reply.status; });
        must(status && *status >= 400 && *status < 500, "ForgedIsRefused: a forged or mangled notice is not refused");
        must(gateway_->ledger.sequencer().queued() == queued, "ForgedIsRefused: a forged or mangled notice is on its way into the ledger");
    }

    /// The bank sends a transfer that we have acknowledged, with something else in it.
    void change_contents() {
        if (bank_.empty() || credulous_ || !clock_is_right()) return;
        const auto& sent = bank_[chance_.below(bank_.size())];
        if (!sent.acknowledged) return;
        auto changed = sent.transfer;
        const auto what = chance_.below(4);
        if (what < 2) changed.amount += 1'000;
        if (what == 2) changed.incoming = !changed.incoming;
        if (what == 3) changed.content += " sua";
        const bool forgettable = what == 3 || (what == 2 && !changed.reversal_of.empty());
        call(seal(changed), [this, id = changed.transaction_id, at = sent.acknowledged_as, forgettable](const Reply& reply) {
            if (reply.status == 409 || ask_again(reply)) return;
            must(reply.status == 200 && Json::parse(reply.body).at("outcome") == "exists", "OneCreditPerTransfer: a changed notice under a known reference is recorded: " + id);
            if (gateway_->failed()) return;  // Nothing can be looked up any more.
            must(forgettable && is_erased(at), "ChangedIsConflict: a changed notice under a known reference is taken for the same: " + id);
        });
    }

    /// Its texts are gone, and with them what tells another text from a repeated one.
    bool is_erased(Sequence at) const {
        const auto owner = std::get<book::TransferReceived>(event_at(at).event).owner;
        return owner && std::ranges::count(gateway_->ledger.book().erased_vendors(), *owner) > 0;
    }
    book::RecordedEvent event_at(Sequence at) const {
        const auto records = gateway_->ledger.journal().read(at, 1, SIZE_MAX);
        must(records && !records->empty(), "NothingLost: " + std::to_string(at.value()) + " was answered and is not there");
        return book::decode(at, records->front().type, records->front().payload, gateway_->ledger.sealer()).value();
    }

    // ---- The board ------------------------------------------------------------------------------------------------------

    void call(Gateway::Message message, std::function<void(const Reply&)> done) {
        gateway_->call(std::move(message), [this, done = std::move(done)](const Reply& reply) {
            must(reply.status != 500 || a_fault_struck() || failed_ || dying_, "NoFaultNoRefusal: a route failed though no fault struck: " + reply.body);
            done(reply);
        });
    }
    Gateway::Message operators_call(std::string target, const Json& body = nullptr, std::string key = {}) const {
        Gateway::Message message{Method::post, std::move(target), {{"authorization", "Bearer " + token_}}, {}};
        if (!body.is_null()) {
            message.body = body.dump();
            message.fields.emplace_back("content-type", "application/json");
        }
        if (!key.empty()) message.fields.emplace_back("idempotency-key", std::move(key));
        return message;
    }

    /// Straight to the sequencer, as commands of the program's own do.
    void submit(book::Request request, std::function<void(const Result<Outcome>&)> done) {
        gateway_->ledger.sequencer().submit({std::move(request), "market day", {}}, std::move(done));
    }
    Outcome ask(book::Request request) {
        std::optional<Outcome> told;
        submit(std::move(request), [&](const Result<Outcome>& outcome) { told = outcome.value(); });
        gateway_->ledger.sequencer().run_once();
        return told.value();
    }
    Sequence promise(const Outcome& outcome) { return promise(std::get<book::Recorded>(outcome).sequence); }
    Sequence promise(Sequence sequence) {
        if (!failed_ && !gateway_->failed()) promised_.emplace(sequence, event_at(sequence).event.index());
        return sequence;
    }

    void manage() {
        auto& point = points_[chance_.below(points_.size())];
        const auto stall = point.id;
        const auto recorded = [this](const Result<Outcome>& outcome) {
            if (outcome && std::holds_alternative<book::Recorded>(*outcome)) promise(*outcome);
        };
        const auto answered = [this](const Reply& reply) { say("managed: " + std::to_string(reply.status)); };
        const bool by_route = happens(500);
        switch (chance_.below(9)) {
            case 7:
            case 8:
                return happens(700) ? move_out(point) : change_quota(markets_[chance_.below(2)]);
            case 4: return change_account(point);
            case 5: return print_stands();
            case 6: return change_watch(markets_[chance_.below(2)]);
            case 0:
                if (by_route) return call(operators_call("/v1/stalls/" + stall.text() + "/suspend", {{"reason", "nghỉ"}}), answered);
                return submit(book::SuspendStall{stall, "nghỉ"}, recorded);
            case 1:
                if (by_route) return call(operators_call("/v1/stalls/" + stall.text() + "/resume"), answered);
                return submit(book::ResumeStall{stall}, recorded);
            case 2: {
                const auto requests = reports().payment_requests(stall, 3).value();
                if (!requests.empty()) call(operators_call("/v1/payment-requests/" + requests.front().id.text() + "/cancel"), answered);
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

    /// With room for one more than there are, and for none.
    void change_quota(MarketId market) {
        submit(book::ChangeMarket{market, std::nullopt,
                                  static_cast<std::uint32_t>(one_of({1, 6, 20'000, 20'000}))},
               [this](const Result<Outcome>& outcome) {
                   if (outcome && std::holds_alternative<book::Recorded>(*outcome)) promise(*outcome);
               });
    }

    /// Its stall is closed for good, and registered again under the same number with the same account: if the
    /// market has room.
    void move_out(Point& point) {
        const auto old = reports().stall(point.id).value();
        if (!old) return;  // The reports are being rebuilt.
        submit(book::CloseStall{old->id, "nhầm"}, [this](const Result<Outcome>& outcome) {
            if (outcome && std::holds_alternative<book::Recorded>(*outcome)) promise(*outcome);
        });
        book::RegisterStall again{old->market, old->kind, old->code,    old->zone,
                                  old->goods,  {},        old->accounts};
        submit(std::move(again), [this, &point](const Result<Outcome>& outcome) {
            if (!outcome || !std::holds_alternative<book::Recorded>(*outcome) || failed_ ||
                gateway_->failed())
                return;
            const auto sequence = promise(*outcome);
            const auto event = event_at(sequence);
            const auto& stall = std::get<book::StallRegistered>(event.event).stall;
            point = {stall.id, stall.transfer_code.text(),
                     stall.registered() ? stall.accounts.front().number.text() : std::string{}};
            say("moved to " + point.id.text());
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
        for (const auto& stall : reports().stands_to_print({.market = market}).value()) printed.stands.push_back({stall.id, stall.stand.version});
        submit(std::move(printed), [this](const Result<Outcome>& outcome) {
            must(!outcome || !std::holds_alternative<book::Refusal>(*outcome), "ListedStandsPrint: a stand on the list cannot be printed");
            if (outcome && std::holds_alternative<book::Recorded>(*outcome)) promise(*outcome);
        });
    }

    struct Asked {
        Gateway::Message message;
        std::optional<std::string> answered;  ///< The request's id.
    };
    void open_request(StallId stall) {
        Json body{{"stall_id", stall.text()}, {"amount", 1'000 * (1 + chance_.below(200))}, {"description", "cam"}};
        if (happens(600)) body["expires_in_s"] = 1 + chance_.below(600);
        asked_.push_back({operators_call("/v1/payment-requests", body, "key-" + std::to_string(asked_.size())), {}});
        ask_for_request(asked_.size() - 1);
    }
    void repeat_request() {
        if (!asked_.empty()) ask_for_request(chance_.below(asked_.size()));
    }
    void ask_for_request(std::size_t index) {
        const bool known = asked_[index].answered.has_value();
        call(asked_[index].message, [this, index, known](const Reply& reply) {
            if (ask_again(reply)) return;
            auto& answered = asked_[index].answered;
            if (reply.status >= 400) return must(!known, "OneAnswerPerRequest: a repeated request is refused though its first answer was another");
            must(reply.status == 200 || !known, "OneAnswerPerRequest: a repeated request is recorded again");
            const auto id = Json::parse(reply.body).at("id").get<std::string>();
            must(!answered || *answered == id, "OneAnswerPerRequest: a repeated request has moved");
            answered = id;
            promise(Sequence{PaymentRequestId::parse(id)->value()});
        });
    }

    void assign() {
        const auto unmatched = reports().transfers({.status = book::TransferStatus::unmatched}).value();
        if (unmatched.empty()) return;
        const auto transfer = unmatched[chance_.below(unmatched.size())].id;
        const auto stall = points_[chance_.below(points_.size())].id;
        call(operators_call("/v1/transfers/" + transfer.text() + "/assign", {{"stall_id", stall.text()}, {"reason", "nhận ra"}}),
             [this, transfer, stall](const Reply& reply) {
                 if (reply.status == 200) assigned_.emplace(transfer, stall);
             });
    }

    /// By the route, which counts again until the totals are right, or with totals as of whenever the reports were counted.
    void close_day() {
        const auto market = markets_[chance_.below(2)];
        const auto day = business_day(truth_ - std::chrono::hours{24 * chance_.below(4)}, market == markets_[1] ? 720min : 0min);
        if (happens(500))
            return call(operators_call("/v1/days/" + format_day(day) + "/close?market_id=" + market.text()), [this](const Reply& reply) {
                say("closing: " + std::to_string(reply.status));
                if (reply.status == 201) promise(Sequence{Json::parse(reply.body).at("closed").at("sequence").get<std::uint64_t>()});
            });
        const auto counted = reports().day_totals(market, day).value();
        if (!counted) return;  // The reports are being rebuilt.
        if (happens(300)) decide();
        submit(book::CloseDay{market, day, counted->totals, counted->counted_before, {}}, [this, day](const Result<Outcome>& outcome) {
            if (!outcome || !std::holds_alternative<book::Recorded>(*outcome)) return;
            promise(*outcome);
            say("closed " + format_day(day));
        });
    }

    void erase_vendor() {
        const auto stall = reports().stall(points_[chance_.below(points_.size())].id).value();
        if (!stall || !stall->vendor || happens(500)) return;
        const auto vendor = stall->vendor->id;
        call(operators_call("/v1/vendors/" + vendor.text() + "/erase", {{"reason", "asked for"}}), [this, vendor](const Reply& reply) {
            say("erasing " + vendor.text() + ": " + std::to_string(reply.status));
            if (reply.status != 200) return;
            promise(Sequence{Json::parse(reply.body).at("sequence").get<std::uint64_t>()});
            must(!gateway_->ledger.sealer().holds(vendor), "Erased: the key of " + vendor.text() + " is there after the answer");
        });
    }

    /// A stall's screen comes back and is told exactly what it has missed.
    void watch() {
        const auto stall = points_[chance_.below(points_.size())].id;
        const auto seen = chance_.below(gateway_->ledger.journal().committed().value());
        auto message = operators_call("/v1/stalls/" + stall.text() + "/live");
        message.method = Method::get;
        message.fields.emplace_back("last-event-id", std::to_string(seen));
        call(std::move(message), [this, stall, seen](const Reply& reply) {
            if (reply.status != 200 || gateway_->failed()) return;
            std::string told, expected;
            for (auto at = reply.body.find("id: "); at != std::string::npos; at = reply.body.find("id: ", at + 1))
                told += reply.body.substr(at + 4, reply.body.find('\n', at) - at - 4) + " ";
            const auto position = reports().position();
            for (const auto& event : history_now())
                for (const auto& item : gateway::live_items(event))
                    if (item.stall == stall && event.sequence > Sequence{seen} && event.sequence < position)
                        expected += std::to_string(event.sequence.value()) + " ";
            must(told == expected, "ScreensMissNothing: the screen of " + stall.text() + " was told " + told + "and has missed " + expected);
        });
    }

    bool talks_, credulous_;
    world::SeededRandom chance_, salts_;
    world::MemoryDirectory disk_;
    Instant truth_ = parse_vietnam_local("2026-11-21 05:00:00").value();
    world::SimulatedClock clock_{truth_};
    connectors::StandardWebhooks signer_{"simwallet", {secret}};
    ReportsFile reports_file_;
    const gateway::Ledger::Place place_{disk_, "the ledger", reports_file_.path()};
    std::string token_;
    Profile profile_;
    std::uint64_t struck_ = 0;  ///< Faults of the disk before this life.
    bool was_full_ = false;     ///< The disk, in this life.
    bool failed_ = false;       ///< The journal failed: the process ends before its next answer.
    bool dying_ = false;        ///< A crash is under way: one thread stands still in the middle of what it did.
    bool unhealed_ = false;     ///< Damage that no start has met yet.
    bool ended_ = false;        ///< Halted for good, with a reason.
    Hash trace_;

    MarketId markets_[2] = {MarketId::from_value(0), MarketId::from_value(0)};
    std::vector<Point> points_;
    std::vector<BankTransfer> bank_;
    std::set<std::string> taken_back_;
    std::vector<Asked> asked_;
    std::vector<journal::TreeHead> heads_;
    std::vector<journal::SignedCheckpoint> published_;
    std::map<Sequence, std::size_t> promised_;
    std::set<std::pair<TransferId, StallId>> assigned_;

    std::unique_ptr<Gateway> gateway_;
};

simulation::Story run(std::uint64_t seed, bool credulous, bool talks) {
    MarketDay day{seed, credulous, talks};
    try {
        day.run();
    } catch (const Violation& violation) {
        return {violation.sentence, day.trace()};
    } catch (const std::exception& error) {
        return {"TheSimulationItself: ends: " + std::string{error.what()}, day.trace()};
    }
    return {std::nullopt, day.trace()};
}

}  // namespace
}  // namespace choqr::market_day

int main(int count, char** arguments) {
    choqr::gateway::set_log_level(choqr::gateway::LogLevel::silence);
    choqr::gateway::wait_without_limit();
    return choqr::simulation::main_of(count, arguments, {"market days", 60, choqr::market_day::run});
}
