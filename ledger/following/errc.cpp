#include "following/errc.hpp"

#include <string>

namespace choqr::following {
namespace {

// Boost's category has no virtual destructor by intent: categories are static and never deleted through the
// base.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wnon-virtual-dtor"
class FollowingCategory final : public boost::system::error_category {
public:
    const char* name() const noexcept override { return "choqr.following"; }
    std::string message(int value) const override {
        switch (static_cast<errc>(value)) {
            case errc::ahead_of_journal:
                return "it knows more than the journal: the journal was rolled back";
            case errc::consumer_threw:
                return "following the journal ended in an exception";
        }
        return "unknown error of a follower";
    }
};
#pragma GCC diagnostic pop

}  // namespace

const boost::system::error_category& following_category() {
    static const FollowingCategory category;
    return category;
}

}  // namespace choqr::following
