// Runs a libFuzzer harness without libFuzzer: every seed of a folder, every prefix of it, and a fixed number
// of repeatable small changes. Finds what a change broke at once; finding new things is the fuzzer's work.
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

constexpr int changes_per_seed = 500;

void run(const std::string& bytes) {
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
}

std::uint64_t next(std::uint64_t& state) {
    state ^= state << 13;
    state ^= state >> 7;
    return state ^= state << 17;
}

void run_changes(const std::string& seed, std::uint64_t& state) {
    for (int i = 0; i < changes_per_seed && !seed.empty(); ++i) {
        auto bytes = seed;
        const auto at = next(state) % bytes.size();
        switch (next(state) % 3) {
            case 0:
                bytes[at] = static_cast<char>(next(state));
                break;
            case 1:
                bytes.insert(at, bytes, 0, next(state) % bytes.size());
                break;
            default:
                bytes.erase(at, next(state) % 8);
                break;
        }
        run(bytes);
    }
}

}  // namespace

int main(int count, char** arguments) {
    std::size_t seeds = 0;
    std::uint64_t state = 0x9E3779B97F4A7C15u;
    for (int i = 1; i < count; ++i)
        for (const auto& entry : std::filesystem::directory_iterator{arguments[i]}) {
            std::ifstream file{entry.path(), std::ios::binary};
            const std::string seed{std::istreambuf_iterator<char>{file}, {}};
            for (std::size_t size = 0; size <= seed.size(); ++size) run(seed.substr(0, size));
            run_changes(seed, state);
            ++seeds;
        }
    std::printf("%zu seeds replayed\n", seeds);
    return seeds == 0 ? 1 : 0;
}
