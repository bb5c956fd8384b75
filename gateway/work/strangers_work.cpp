#include "work/strangers_work.hpp"

#include <array>
#include <charconv>
#include <stdexcept>
#include <utility>

#include "sandbox/child.hpp"
#include "world/processor_budget.hpp"

namespace choqr::gateway {
namespace {

// The reader stops well before the child would be killed: its "too hard" is an answer, a killed child's is
// none.
std::chrono::milliseconds share_of_reader(std::chrono::milliseconds processor) { return processor * 4 / 5; }

constexpr std::size_t texts_max = 8;

// The problem's number as a letter, then each text behind its length: "A12:hello, world5:again".
std::string written(const qr_reader::Reading& reading) {
    std::string answer{static_cast<char>('A' + static_cast<int>(reading.problem))};
    for (const auto& text : reading.texts)
        answer.append(std::to_string(text.size())).append(":").append(text);
    return answer;
}

std::string read_picture(const sandbox::Assignment& assignment) {
    const world::ProcessorBudget budget{share_of_reader(assignment.processor)};
    return written(qr_reader::read_picture(assignment.bytes, [&budget] { return budget.left(); }));
}

constexpr std::array<std::pair<std::string_view, std::string (*)(const sandbox::Assignment&)>, 1> kinds{
    {{picture_work, read_picture}}};

std::optional<std::string_view> take_text(std::string_view& rest) {
    const auto colon = rest.find(':');
    std::size_t size = 0;
    const auto parsed = std::from_chars(rest.data(), rest.data() + std::min(colon, rest.size()), size);
    if (colon == std::string_view::npos || parsed.ec != std::errc{} || parsed.ptr != rest.data() + colon)
        return std::nullopt;
    if (size > rest.size() - colon - 1) return std::nullopt;
    const auto text = rest.substr(colon + 1, size);
    rest.remove_prefix(colon + 1 + size);
    return text;
}

}  // namespace

std::string do_strangers_work(const sandbox::Assignment& assignment) {
    for (const auto& [kind, work] : kinds)
        if (kind == assignment.kind) return work(assignment);
    throw std::invalid_argument{"no such kind of work"};
}

std::optional<qr_reader::Reading> reading_of(std::string_view answer) {
    if (answer.empty() || answer.front() < 'A' ||
        answer.front() > 'A' + static_cast<int>(qr_reader::Problem::too_hard))
        return std::nullopt;
    qr_reader::Reading reading{static_cast<qr_reader::Problem>(answer.front() - 'A')};
    for (auto rest = answer.substr(1); !rest.empty();) {
        const auto text = take_text(rest);
        if (!text || reading.texts.size() == texts_max) return std::nullopt;
        reading.texts.emplace_back(*text);
    }
    // Texts and a problem exclude each other.
    if (reading.texts.empty() == (reading.problem == qr_reader::Problem::none)) return std::nullopt;
    return reading;
}

int run_sandbox_child(const std::vector<std::string>& words) {
    sandbox::live_as_child(words, do_strangers_work);
}

}  // namespace choqr::gateway
