#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

// Which recorded sounds a sentence is joined from. Any thread: nothing here changes.
namespace choqr::voice {

/// One recorded sound of a voice.
struct Clip {
    std::string_view name;    ///< Plain ASCII, the stem of its file: "muoi-20".
    std::string_view text;    ///< As it stands in a sentence: "mươi", "đã nhận thử"; of a letter "B".
    std::string_view spoken;  ///< What is to be recorded: the same, but of a letter its name, "bê".
};

/// The closed list: every sentence of voice/sentences is joined from these and no others.
std::span<const Clip> clips();
/// Null: there is none of this name.
const Clip* find_clip(std::string_view name);
/// Its place in clips(), of which it is one.
std::size_t index_of(const Clip& clip);

/// The silence behind a clip: none, that of a comma, or that of a full stop or an exclamation mark.
enum class Pause : std::uint8_t { none, comma, stop };

struct Step {
    const Clip* clip;  ///< One of clips().
    Pause after = Pause::none;
};

/// What has to be played for `sentence`, which is one of voice/sentences: the longest clips that make it up.
/// Other words, which only a stall's code can bring in, are spelled; letters that have no name among the
/// clips, and what is no letter, are left out. Of any text, never more steps than it has bytes.
std::vector<Step> steps_of(std::string_view sentence);

}  // namespace choqr::voice
