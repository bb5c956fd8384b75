// A backup from outside: refused with a sentence, or every file that it names lies inside it and the manifest
// is written and read alike. The fuzzer cannot guess a header's checksum, so each input is also tried with
// the right ones.
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "cli/archive.hpp"

namespace {

using namespace choqr::gateway;

constexpr std::size_t block = 512;

void require(bool condition) {
    if (!condition) std::abort();
}

// One file for all inputs of this process.
const std::string& path() {
    static const std::string made = [] {
        const bool memory = std::filesystem::is_directory("/dev/shm");
        return (memory ? std::string{"/dev/shm"} : std::filesystem::temp_directory_path().string()) +
               "/choqr-fuzz-archive-" + std::to_string(getpid());
    }();
    static const struct Removed {
        ~Removed() { std::filesystem::remove(made); }
    } removed;
    return made;
}

void check_manifest(std::string_view text) {
    const auto manifest = Manifest::parse(text);
    if (!manifest) return;
    const auto again = Manifest::parse(manifest->text());
    require(again && again->files.size() == manifest->files.size() && again->records == manifest->records);
    for (const auto& file : manifest->files) {
        // Nothing outside of the folder, whatever it is joined with.
        const auto rooted = "/" + file.name + "/";
        require(rooted.find("//") == std::string::npos && rooted.find("/.") == std::string::npos);
        require(again->find(file.name) != nullptr);
    }
}

void check(const std::string& bytes) {
    std::ofstream{path(), std::ios::binary | std::ios::trunc} << bytes;
    std::string why;
    const auto archive = ArchiveReader::open(path(), why);
    require(archive.has_value() == why.empty());
    if (!archive) return;
    for (const auto& file : archive->manifest().files)
        if (const auto extent = archive->extent(file.name)) {
            require(extent->offset % block == 0 && extent->offset <= bytes.size() &&
                    extent->bytes <= bytes.size() - extent->offset);
            require(archive->file().read_text_at(extent->offset, extent->bytes).value().size() ==
                    extent->bytes);
        }
}

// Follows the headers as the reader does and sets each checksum.
std::string with_checksums(std::string bytes) {
    for (std::size_t at = 0; at + block <= bytes.size() && bytes[at] != '\0';) {
        unsigned sum = 0;
        for (std::size_t i = 0; i < block; ++i)
            sum += i >= 148 && i < 156 ? unsigned{' '} : static_cast<unsigned char>(bytes[at + i]);
        char digits[8];
        std::snprintf(digits, sizeof digits, "%06o", sum);
        bytes.replace(at + 148, 7, digits, 7);
        const auto size = std::strtoull(bytes.substr(at + 124, 11).c_str(), nullptr, 8);
        if (size > bytes.size()) break;
        at += block + (size + block - 1) / block * block;
    }
    return bytes;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string bytes{reinterpret_cast<const char*>(data), size};
    check_manifest(bytes);
    check(bytes);
    check(with_checksums(bytes));
    return 0;
}
