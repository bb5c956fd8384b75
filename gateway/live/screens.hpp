#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "book/book.hpp"
#include "book/codec.hpp"
#include "following/consumer.hpp"
#include "journal/journal_files.hpp"
#include "json/writer.hpp"
#include "live/hub.hpp"
#include "live/loudspeakers.hpp"
#include "live/places.hpp"
#include "live/recent.hpp"
#include "live/transfer_face.hpp"
#include "live/unclaimed.hpp"
#include "world/clock.hpp"

namespace choqr::gateway {

/// The stalls' screens: follows the journal and tells whoever listens. Everything it says comes from events,
/// from memory or from the journal; nothing else has to work.
class LiveScreens final : public following::Consumer {
public:
    struct Options {
        Recent::Options recent{};
        std::size_t missed_max = 500;  ///< Told to one that comes back; beyond it the newest, behind a gap.
    };
    /// All outlive it.
    LiveScreens(const journal::JournalFiles& journal, const book::Sealer& sealer, const world::Clock& clock);
    LiveScreens(const journal::JournalFiles& journal, const book::Sealer& sealer, const world::Clock& clock,
                Options options);

    /// Begins behind what `book` knows, and reads what happened before that within Recent::Options::kept: of
    /// the order of a second for a million records. Before anything else; again to begin anew. After an error
    /// (the journal's, the codec's) it follows all the same, and says of what was before that it does not
    /// know.
    Result<void> begin(const book::Book& book);

    Sequence position() const override { return Sequence{position_.load()}; }
    Result<void> take(const following::Portion& portion) override;
    bool may_pass(const Error& error) const override;
    bool reads_personal_data() const override { return false; }

    // Any thread:

    std::optional<StallFace> stall(StallId id) const;
    std::optional<MarketFace> market(MarketId id) const;
    Places::PayeeAlarm payee_alarm() const;
    struct Opened {
        std::shared_ptr<LiveHub::Subscription> subscription;
        std::string opening;      ///< Hello, and what was missed.
        Sequence first;           ///< What comes by the subscription from here on is new.
        bool has_missed = false;  ///< The opening says more than how things are.
    };
    /// Listens to `stall`, which there is, in somebody's name. `last_event`: where a screen that comes back
    /// stopped. An error of the journal: nothing is open, ask again.
    Result<Opened> open(StallId stall, LiveHub::Listener listener, std::optional<Sequence> last_event);
    /// The same of a display, which says of each payment how much came to which stall, and neither who paid
    /// nor what the payer wrote. `heard` is there.
    Result<Opened> open(const LiveHub::Heard& heard, LiveHub::Listener listener,
                        std::optional<Sequence> last_event);
    /// The bank's time of a payment that event `event` told to the stall; nothing if it is none, or too old
    /// to be in memory.
    std::optional<Instant> booked_at(StallId stall, Sequence event) const;
    Loudspeakers& loudspeakers() { return loudspeakers_; }
    const Loudspeakers& loudspeakers() const { return loudspeakers_; }
    LiveHub& hub() { return hub_; }
    const LiveHub& hub() const { return hub_; }

private:
    struct Noted {
        LiveItem item;
        Recent::Item entry;
        Instant recorded_at;
    };
    Result<std::vector<Noted>> note(const std::vector<book::RecordedEvent>& events) const;
    Result<Recent::Item> entry_of(const LiveItem& item, const book::RecordedEvent& event) const;
    Result<book::RecordedEvent> original(TransferId id, bool with_texts) const;
    Result<Sequence> first_recorded_since(Instant moment, Sequence end) const;
    Result<void> read_what_was(Sequence from, Sequence end);
    Result<void> add(const book::RecordedEvent& event);

    void tell(const book::RecordedEvent& event);
    void tell_of(const DisplayNews& display, Sequence event);
    void tell_unclaimed(const UnclaimedNews& news, Sequence event);
    Result<std::string> unclaimed_event(TransferId id, bool is_open) const;
    /// What a transfer is as it stands once `item` has happened; refers to `recorded`.
    struct Telling {
        book::RecordedEvent recorded;
        std::optional<TransferFace> face{};
        statistics::TransferFacts facts{};
    };
    Result<std::unique_ptr<Telling>> telling_of(const LiveItem& item) const;
    Result<std::string> transfer_event(const LiveItem& item) const;
    Result<std::string> display_event(const LiveItem& item) const;
    void tell_displays(const LiveItem& item);
    std::optional<LiveHub::Heard> heard_of(StallId stall) const;
    Result<void> add_missed(Opened& opened, std::vector<LiveItem> items, Sequence last_event,
                            std::optional<Sequence> gap_before, bool of_display) const;
    std::string display_hello(const LiveHub::Heard& heard, Sequence position) const;
    /// What a transfer does not say itself.
    struct Setting {
        std::optional<MarketId> market{};
        bool erased = false;  ///< Its texts are not to be shown.
    };
    Setting setting_of(StallId id, const book::TransferReceived& transfer) const;
    void write_face(json::Writer& json, const StallFace& stall) const;
    std::string hello(const StallFace& stall, Sequence position) const;

    const journal::JournalFiles& journal_;
    const book::Sealer& sealer_;
    const world::Clock& clock_;
    const Options options_;
    LiveHub hub_;
    Loudspeakers loudspeakers_;
    std::atomic<std::uint64_t> position_{0};

    mutable std::mutex mutex_;
    // Guarded by mutex_:
    Places places_;
    Recent recent_;
    Unclaimed unclaimed_;
};

}  // namespace choqr::gateway
