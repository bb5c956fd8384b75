#include "sandbox/sandbox.hpp"

#include <utility>

namespace choqr::sandbox {
namespace {

// Boost's category has no virtual destructor by intent: categories are static and never deleted through the
// base.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wnon-virtual-dtor"
class Category final : public boost::system::error_category {
public:
    const char* name() const noexcept override { return "choqr.sandbox"; }
    std::string message(int code) const override {
        switch (static_cast<errc>(code)) {
            case errc::too_hard:
                return "the work on these bytes ended its child";
            case errc::full:
                return "too much is waiting";
            case errc::gone:
                return "nobody waits for the answer";
            case errc::stopping:
                return "the program is ending";
            case errc::unavailable:
                return "no child could be started that gives up its rights";
        }
        return "unknown";
    }
};
#pragma GCC diagnostic pop

}  // namespace

const boost::system::error_category& sandbox_category() {
    static const Category category;
    return category;
}

net::awaitable<Result<std::string>> SimulatedSandbox::run(Job job) {
    if (error_) co_return error_;
    const Assignment assignment{job.kind, job.bytes, processor_};
    co_return work_(assignment);
}

}  // namespace choqr::sandbox
