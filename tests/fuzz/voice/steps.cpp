#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "voice/clips.hpp"
#include "voice/sentences.hpp"

// A stall's code as a board may write it, valid UTF-8 or not: it is read, and its sentence is joined from the
// closed list, begins and ends as it must, and is no longer than its text.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace choqr::voice;
    const std::string_view code{reinterpret_cast<const char*>(data), size};
    for (const auto region : {Region::north, Region::south}) {
        const auto sentence = say_at_stall(code, say_absent(), region);
        const auto steps = steps_of(sentence);
        if (steps.size() > sentence.size()) std::abort();
        for (const auto& step : steps)
            if (index_of(*step.clip) >= clips().size()) std::abort();
        if (!steps.empty() && steps.back().after != Pause::none) std::abort();
    }
    return 0;
}
