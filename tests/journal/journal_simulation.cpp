// The journal's life from a seed: appends, checkpoints, crashes at any operation, power loss, failing disks,
// flipped bits; and a model of a hundred lines that says what must be true afterwards.
//
//   journal_simulation [--seeds N] [--first N] [--seed=N] [--canary] …   simulation/seeds.hpp; the canary's
//   model believes in
//                                                                        a record that nobody wrote
//
// A sentence about what went wrong begins with the rule's name:
//   NothingLost            what was acknowledged or served is there, in its place, with its contents
//   NothingInvented        nothing else is there but the whole batch that was under way
//   HistoryOnlyGrows       every head and checkpoint that was shown is a prefix of the present tree
//   OnlyCommittedIsShown   neither committed() nor a checkpoint covers what was not acknowledged
//   StopsAfterFailure      after a failed write or sync nothing more is appended
//   NoFaultNoRefusal       whatever is refused has a fault of the disk in this life, or damage, as its reason
//   GoesOn                 after the faults the journal is opened and appended to
//   VerifyAgrees           verify finds nothing in a ledger that was not damaged, and the same head
//   VerifySeesDamage       verify finds whatever damage was done to a ledger in which it had found nothing

#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/encoding.hpp"
#include "base/hash.hpp"
#include "journal/checkpoint.hpp"
#include "journal/journal_files.hpp"
#include "journal/merkle.hpp"
#include "journal/proof.hpp"
#include "journal/tree_files.hpp"
#include "journal/verify.hpp"
#include "simulation/disk_damage.hpp"
#include "simulation/seeds.hpp"
#include "world/memory_directory.hpp"

namespace {

using namespace choqr;
using namespace choqr::journal;
using simulation::must;
using simulation::Violation;
using world::MemoryDirectory;

/// What must be in the journal: everything acknowledged or served, and perhaps the batch that was under way.
class Model {
public:
    std::vector<std::string> acknowledged;
    std::vector<std::string>
        under_way;                ///< All of it or nothing of it may turn up, until the next opening decides.
    std::vector<TreeHead> heads;  ///< Every head that anybody was shown or that was signed.

    /// Compares with all that the journal serves after opening. What is served from now on counts as
    /// acknowledged.
    void meet(const std::vector<StoredRecord>& records, const TreeHead& head) {
        must(records.size() >= acknowledged.size(), "NothingLost: an acknowledged record is lost");
        const auto extra = records.size() - acknowledged.size();
        must(extra == 0 || extra == under_way.size(),
             "NothingInvented: a batch turned up in part, or records that nobody wrote");
        acknowledged.insert(acknowledged.end(), under_way.begin(),
                            under_way.begin() + static_cast<std::ptrdiff_t>(extra));
        under_way.clear();
        for (std::size_t i = 0; i < records.size(); ++i) {
            must(records[i].sequence == Sequence{i}, "NothingLost: sequences have a gap");
            must(records[i].payload == acknowledged[i],
                 "NothingLost: a record has other contents than were acknowledged");
        }
        meet_heads(records, head);
    }

private:
    void meet_heads(const std::vector<StoredRecord>& records, const TreeHead& head) {
        std::vector<Hash> roots{empty_root()};
        TreeEdge edge;
        for (const auto& record : records) {
            edge.push(leaf_hash(record.entry()));
            roots.push_back(edge.root());
        }
        must(head == TreeHead{edge.size(), edge.root()},
             "HistoryOnlyGrows: the head is not that of the records");
        for (const auto& earlier : heads) {
            must(earlier.size <= edge.size(),
                 "HistoryOnlyGrows: the ledger is shorter than a head that was shown");
            must(roots[earlier.size] == earlier.root,
                 "HistoryOnlyGrows: a head that was shown is not a prefix of this history");
        }
        heads.push_back(head);
    }
};

class Simulation {
public:
    explicit Simulation(std::uint64_t seed, bool talks)
        : talks_{talks}, chance_{seed}, disk_{seed ^ 0x5EED} {}

    void run(bool canary) {
        draw_profile();
        create();
        const auto lives = 3 + chance_.below(8);
        for (std::uint64_t life = 0; life < lives && !ended_; ++life) live();
        if (canary) model_.acknowledged.push_back("nobody ever wrote this");
        last_life();
    }

    /// Changes with anything that happened: two runs of a seed must agree.
    std::string trace() const { return to_hex(trace_.bytes()); }

private:
    struct Profile {
        world::DiskFaults faults;
        unsigned damage_per_mille = 0;  ///< Of lives that end with some bits changed on the disk.
        bool small_disk = false;
        bool power_often = false;
    };

    void say(const std::string& what) {
        trace_ = sha256(std::string{trace_.bytes()} + what);
        if (talks_) std::printf("  %s\n", what.c_str());
    }

    std::uint64_t one_of(std::initializer_list<std::uint64_t> values) {
        return values.begin()[chance_.below(values.size())];
    }

    void draw_profile() {
        profile_.faults.short_write = static_cast<unsigned>(one_of({0, 0, 100, 500}));
        profile_.faults.interrupted = static_cast<unsigned>(one_of({0, 0, 200}));
        profile_.faults.sync_fails = static_cast<unsigned>(one_of({0, 0, 0, 10, 60}));
        profile_.faults.write_fails = static_cast<unsigned>(one_of({0, 0, 0, 0, 20}));
        profile_.faults.no_room = static_cast<unsigned>(one_of({0, 0, 0, 30, 150}));
        profile_.faults.read_fails = static_cast<unsigned>(one_of({0, 0, 0, 0, 15}));
        profile_.damage_per_mille = static_cast<unsigned>(one_of({0, 0, 0, 300}));
        profile_.small_disk = chance_.below(10) == 0;
        profile_.power_often = chance_.below(2) == 0;
        options_.piece_bytes = one_of({400, 1500, 6000});
    }

    void create() {
        must(JournalFiles::create(disk_, salts_, options_).has_value(),
             "NoFaultNoRefusal: a ledger cannot be created on a whole disk");
        must(create_signing_key(disk_, salts_, "sim.example/ledger").has_value(),
             "NoFaultNoRefusal: a key cannot be made on a whole disk");
        if (profile_.small_disk) disk_.set_capacity(60'000 + chance_.below(60'000));
    }

    /// One process: opens, works until something stops it, and leaves the disk to the next.
    void live() {
        disk_.set_faults(profile_.faults);
        if (chance_.below(5) > 0) disk_.crash_after(chance_.below(120));
        try {
            work();
        } catch (const world::SimulatedCrash&) {
            say("crash");
        }
        end_of_life();
    }

    void end_of_life() {
        const bool power = chance_.below(profile_.power_often ? 2 : 8) == 0;
        say(power ? "power loss" : "kill");
        power ? disk_.power() : disk_.kill();
        // One damage at a time: a batch and its mark both damaged are more than two copies can tell.
        if (chance_.below(1000) < profile_.damage_per_mille && !unhealed_) damage();
    }

    void last_life() {
        if (ended_) return;
        disk_.set_faults({});
        disk_.set_capacity(std::nullopt);
        disk_.crash_after(std::nullopt);
        steps_min_ = 5;
        work();
        must(ended_ || worked_, "GoesOn: after the faults stopped the journal does not go on");
        if (damaged_) return;
        const auto report = verify_ledger(disk_);
        must(!report.finding,
             "VerifyAgrees: verify finds fault with a whole ledger: " + report.finding.value_or(""));
        must(report.head.size == model_.acknowledged.size(),
             "VerifyAgrees: verify sees another size than the journal");
        for (const auto& head : model_.heads)
            must(head.size != report.head.size || head == report.head,
                 "VerifyAgrees: verify sees another root than the journal");
    }

    /// A refusal needs a reason: a fault of the disk in this life, or damage.
    bool excused() const { return disk_.faults_struck() > struck_ || damaged_; }

    void work() {
        worked_ = false;
        std::string sentence;
        struck_ = disk_.faults_struck();
        auto opened = JournalFiles::open(disk_, salts_, options_, &sentence);
        if (!opened) return refused(sentence);
        say("open: " + opened->recovery_note() + ", " + std::to_string(opened->committed().value()));
        if (!meet(*opened)) return;
        auto key = load_signing_key(disk_);
        if (!key) return refused("key");
        const auto checkpoints = Checkpoints::open(disk_, *opened, std::move(*key));
        if (!checkpoints) return refused("checkpoints: " + checkpoints.error().message());
        worked_ = true;
        for (auto step = steps_min_ + chance_.below(25); step > 0; --step)
            if (!do_something(*opened, **checkpoints)) return;
    }

    void refused(const std::string& sentence) {
        say("refused: " + sentence);
        must(excused(), "NoFaultNoRefusal: it halts though no fault struck: " + sentence);
        ended_ = damaged_;
    }

    bool meet(const JournalFiles& journal) {
        const auto records = journal.read(Sequence{0}, SIZE_MAX, SIZE_MAX);
        if (!records) {
            refused("read: " + records.error().message());
            return false;
        }
        model_.meet(*records, journal.head());
        unhealed_ = false;
        return true;
    }

    bool do_something(JournalFiles& journal, Checkpoints& checkpoints) {
        switch (chance_.below(9)) {
            case 8:
                return refuse_politely(journal);
            case 0:
                return publish(journal, checkpoints);
            case 1:
                return read_some(journal);
            case 2:
                return prove(journal);
            default:
                return append(journal, checkpoints);
        }
    }

    /// What is refused without a fault, and changes nothing.
    bool refuse_politely(JournalFiles& journal) {
        const auto next = journal.next_sequence();
        const std::string huge(Record::payload_max + 1, '#');
        const Record small{1, "x"}, large{1, huge};
        must(journal.append(next.next(), {&small, 1}).error() == errc::conflict,
             "NothingInvented: a batch for another place is taken");
        must(journal.append(next, {&large, 1}).error() == errc::record_too_large,
             "NothingInvented: a record of any size is taken");
        must(journal.append(next, {}).has_value() && journal.next_sequence() == next,
             "NothingInvented: an empty batch holds something");
        must(JournalFiles::open(disk_, salts_, options_).error() == errc::in_use,
             "NothingInvented: a second process opens the ledger");
        return true;
    }

    bool append(JournalFiles& journal, Checkpoints& checkpoints) {
        std::vector<std::string> payloads;
        const auto count = 1 + chance_.below(4);
        // The largest are larger than an empty segment.
        const auto size_max =
            one_of({150, 150, 150, 150, 150, 150, 2'500, 2'500, chance_.below(4) == 0 ? 15'000u : 150u});
        for (std::uint64_t i = 0; i < count; ++i)
            payloads.push_back("record " + std::to_string(++written_) +
                               std::string(chance_.below(size_max), '#'));
        std::vector<Record> batch;
        for (const auto& payload : payloads) batch.push_back({1, payload});
        model_.under_way = payloads;
        const auto struck = disk_.faults_struck();
        const auto done = journal.append(journal.next_sequence(), batch);
        say("append " + std::to_string(count) + (done ? "" : ": " + done.error().message()));
        if (done) return acknowledge(journal);
        if (done.error() == errc::no_space) {
            must(profile_.small_disk || profile_.faults.no_room > 0,
                 "NoFaultNoRefusal: no space on a disk with space");
            model_.under_way.clear();
            return true;
        }
        must(disk_.faults_struck() > struck, "NoFaultNoRefusal: an append fails though no fault struck");
        // What it says now is what a client would take for true; some of them ask once more before the
        // process exits.
        for (int again = 0; again < 2; ++again) {
            const auto more = journal.append(journal.next_sequence(), batch);
            must(!more, "StopsAfterFailure: it goes on after a failed write or sync");
            (void)publish(journal, checkpoints);
        }
        return false;
    }

    bool acknowledge(const JournalFiles& journal) {
        model_.acknowledged.insert(model_.acknowledged.end(), model_.under_way.begin(),
                                   model_.under_way.end());
        model_.under_way.clear();
        must(journal.committed().value() == model_.acknowledged.size(),
             "OnlyCommittedIsShown: committed() is not the number of acknowledged records");
        model_.heads.push_back(journal.head());
        return true;
    }

    bool publish(const JournalFiles& journal, Checkpoints& checkpoints) {
        now_ += std::chrono::seconds{chance_.below(3)};
        const auto published = checkpoints.publish(now_);
        if (!published) {
            say("publish: " + published.error().message());
            must(excused() || profile_.small_disk,
                 "NoFaultNoRefusal: a checkpoint is refused though no fault struck");
            return profile_.small_disk || published.error() == world::disk_errc::no_space;
        }
        say("publish " + std::to_string(published->head.size));
        must(published->head.size <= model_.acknowledged.size(),
             "OnlyCommittedIsShown: a checkpoint covers what was not acknowledged");
        const auto key = checkpoints.verifier();
        const auto read = open_checkpoint(published->note, "sim.example/ledger", {&key, 1});
        must(read && read->head == published->head,
             "HistoryOnlyGrows: a published checkpoint does not verify");
        must(published->head.size <= journal.committed().value(),
             "OnlyCommittedIsShown: a checkpoint is ahead of the journal");
        model_.heads.push_back(published->head);
        return true;
    }

    bool read_some(const JournalFiles& journal) {
        const auto from = chance_.below(model_.acknowledged.size() + 1);
        const auto records = journal.read(Sequence{from}, 1 + chance_.below(9), one_of({SIZE_MAX, 300, 0}));
        if (!records) {
            must(excused(), "NoFaultNoRefusal: a record cannot be read though no fault struck");
            return false;
        }
        for (const auto& record : *records)
            must(record.sequence.value() < model_.acknowledged.size() &&
                     record.payload == model_.acknowledged[record.sequence.value()],
                 "NothingLost: a reader sees something else than was acknowledged");
        return true;
    }

    bool prove(const JournalFiles& journal) {
        if (model_.acknowledged.empty()) return true;
        const auto head = journal.head();
        const auto sequence = Sequence{chance_.below(head.size)};
        const auto& earlier = model_.heads[chance_.below(model_.heads.size())];
        const auto consistent = prove_consistency(journal, earlier, head);
        const auto included = prove_inclusion(journal, sequence, head);
        must((consistent && included) || excused(), "NoFaultNoRefusal: a proof fails though no fault struck");
        return true;
    }

    // Damage that no crash does.

    void damage() {
        const auto before = verified();
        const auto done = simulation::damage_ledger(disk_, chance_, simulation::Target::all_files);
        if (!done) return;
        say(*done);
        damaged_ = unhealed_ = true;
        if (!before) return;
        const auto after = verified();
        // A batch that was never acknowledged may vanish in one sector: seed 20403.
        const bool as_if_never_begun =
            after && after->size == model_.acknowledged.size() && after->size < before->size;
        must(!after || as_if_never_begun, "VerifySeesDamage: verify does not see that " + *done);
    }

    /// The head, if nothing is found.
    std::optional<TreeHead> verified() {
        // On a copy without faults: its threads would draw from the disk's chance in an order that no seed
        // decides.
        MemoryDirectory copy{disk_};
        copy.set_faults({});
        const auto report = verify_ledger(copy);
        return report.finding || !report.notes.empty() ? std::nullopt : std::optional{report.head};
    }

    bool talks_;
    world::SeededRandom chance_;
    world::SeededRandom salts_{chance_.next_u64()};
    MemoryDirectory disk_;
    Options options_{.segment_bytes = 20u << 10, .threads = false};
    Profile profile_;
    Model model_;
    Hash trace_;
    std::uint64_t written_ = 0;
    std::uint64_t steps_min_ = 0;
    std::uint64_t struck_ = 0;  ///< Faults of the disk before this life.
    world::Clock::Monotonic now_{};
    bool damaged_ = false;
    bool unhealed_ = false;  ///< Damage that no opening has met yet.
    bool ended_ = false;     ///< Halted for good, with a reason.
    bool worked_ = false;
};

simulation::Story run(std::uint64_t seed, bool canary, bool talks) {
    Simulation simulation{seed, talks};
    try {
        simulation.run(canary);
    } catch (const Violation& violation) {
        return {violation.sentence, simulation.trace()};
    }
    return {std::nullopt, simulation.trace()};
}

}  // namespace

int main(int count, char** arguments) {
    return simulation::main_of(count, arguments, {"lives of a journal", 400, run});
}
