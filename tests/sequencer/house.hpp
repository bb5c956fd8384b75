#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "book/book.hpp"
#include "book/codec.hpp"
#include "journal/journal_files.hpp"
#include "sequencer/sequencer.hpp"
#include "world/clock.hpp"
#include "world/memory_directory.hpp"

namespace choqr::sequencer::test {

/// Knows what it is told, like reports that have followed so far.
class FakeReferences final : public References {
public:
    Result<std::optional<book::KnownTransfer>> find(const FeedId&,
                                                    const ProviderReference& reference) override {
        ++asked;
        if (broken) return Error{5, boost::system::generic_category()};
        const auto found = known.find(reference.text());
        return found == known.end() ? std::nullopt : std::optional{found->second};
    }
    Result<std::optional<book::KnownTransfer>> find(TransferId transfer) override {
        ++asked;
        if (broken) return Error{5, boost::system::generic_category()};
        for (const auto& [reference, one] : known)
            if (one.id == transfer) return std::optional{one};
        return std::optional<book::KnownTransfer>{};
    }
    Result<std::vector<book::KnownEntry>> find_entries(const book::Book::EntryLookup&) override {
        if (broken) return Error{5, boost::system::generic_category()};
        return entries;
    }
    Sequence position() const override { return known_to; }

    std::map<std::string, book::KnownTransfer> known;
    std::vector<book::KnownEntry> entries;
    Sequence known_to;
    bool broken = false;
    int asked = 0;
};

/// A ledger on a simulated disk, with its sequencer. Destroy and build again on the same disk: a restart.
struct House {
    explicit House(world::MemoryDirectory& disk_in, Options options = {}, book::Sealer* sealer_in = nullptr)
        : disk{disk_in},
          sealer{sealer_in == nullptr ? &plain : sealer_in},
          journal{open(disk, random)},
          recovered{recover(journal, book, *sealer).value()},
          options_{options} {
        options_.not_before = recovered.last_recorded_at;
        sequencer = std::make_unique<Sequencer>(journal, book, *sealer, references, clock, options_);
    }

    static journal::JournalFiles open(world::MemoryDirectory& disk, world::Random& random) {
        constexpr journal::Options small{.segment_bytes = 1u << 20, .threads = false};
        if (disk.list().value().empty()) journal::JournalFiles::create(disk, random, small).value();
        return journal::JournalFiles::open(disk, random, small).value();
    }

    /// What the callers were told, in the order in which they were told.
    struct Told {
        int caller;
        Result<book::Outcome> outcome;
    };
    std::vector<Told> told;

    void submit(int caller, book::Ask ask, std::optional<book::Idempotency> idempotency = std::nullopt) {
        sequencer->submit({std::move(ask), "test", idempotency},
                          [this, caller](Result<book::Outcome> outcome) {
                              told.push_back({caller, std::move(outcome)});
                          });
    }
    book::Outcome ask(book::Ask ask) {
        const auto before = told.size();
        submit(0, std::move(ask));
        sequencer->run_once();
        if (told.size() != before + 1) std::abort();
        return told.back().outcome.value();
    }

    world::MemoryDirectory& disk;
    book::PlainSealer plain;
    book::Sealer* sealer;
    world::SeededRandom random{7};
    world::SimulatedClock clock{parse_vietnam_local("2026-11-22 06:00:00").value()};
    journal::JournalFiles journal;
    book::Book book;
    FakeReferences references;
    Recovered recovered;
    Options options_;
    std::unique_ptr<Sequencer> sequencer;
};

inline book::RegisterMarket market(const std::string& code) {
    return {"Chợ " + code, code, "Cần Thơ", "Ô Môn", std::chrono::minutes{0}};
}
inline book::RegisterStall stall(MarketId market, const std::string& code) {
    return {market,
            merchants::PointKind::stall,
            code,
            "A",
            "rau",
            book::VendorDetails{merchants::VendorKind::person, "Cô Ba", {}},
            {{merchants::AccountKind::bank, *Bin::parse("970436"), *AccountNumber::parse("100" + code),
              "CO BA"}}};
}
inline book::RecordTransfer transfer(const std::string& reference, std::int64_t dong = 10'000,
                                     const std::string& text = "mua rau") {
    return {*FeedId::parse("simwallet"),
            {.reference = *ProviderReference::parse(reference),
             .direction = merchants::Direction::credit,
             .creditor_bin = std::nullopt,
             .creditor_account = *AccountNumber::parse("1001"),
             .virtual_account = std::nullopt,
             .amount = Vnd::of(dong),
             .remittance_information = text,
             .booked_at = parse_vietnam_local("2026-11-22 05:59:00").value(),
             .debtor = std::nullopt,
             .reversal_of = std::nullopt,
             .bank_reference = {},
             .as_received = {},
             .test = false}};
}

}  // namespace choqr::sequencer::test
