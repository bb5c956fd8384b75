#include "sequencer/sequencer.hpp"

namespace choqr::sequencer {
namespace {

// Boost's category has no virtual destructor by intent: categories are static and never deleted through the
// base.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wnon-virtual-dtor"
class SequencerCategory final : public boost::system::error_category {
public:
    const char* name() const noexcept override { return "choqr.sequencer"; }
    std::string message(int value) const override {
        switch (static_cast<errc>(value)) {
            case errc::queue_full:
                return "too many commands are waiting; ask again later";
            case errc::stopping:
                return "the program is ending";
            case errc::journal_failed:
                return "the ledger could not be written; restart to find out what is stored";
            case errc::journal_full:
                return "the disk has no room for the ledger; ask again later";
            case errc::journal_foreign:
                return "the ledger holds what this program cannot have written";
        }
        return "unknown error of the sequencer";
    }
};
#pragma GCC diagnostic pop

}  // namespace

const boost::system::error_category& sequencer_category() {
    static const SequencerCategory category;
    return category;
}

}  // namespace choqr::sequencer
