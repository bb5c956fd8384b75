#include "cli/archive.hpp"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <vector>

#include "base/assert.hpp"
#include "base/encoding.hpp"

namespace choqr::gateway {
namespace {

constexpr std::size_t block = 512;
constexpr std::string_view format_line = "choqr-backup/1";

/// A field of a tar header: octal digits and a zero.
void put_octal(std::string& header, std::size_t offset, std::size_t size, std::uint64_t value) {
    for (std::size_t i = size - 1; i-- > 0; value >>= 3)
        header[offset + i] = static_cast<char>('0' + (value & 7));
}

std::uint32_t checksum_of(std::string_view header) {
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i < block; ++i)
        sum += i >= 148 && i < 156 ? std::uint32_t{' '} : static_cast<unsigned char>(header[i]);
    return sum;
}

std::string header_of(std::string_view name, std::uint64_t bytes, Instant modified) {
    std::string header(block, '\0');
    std::ranges::copy(name, header.begin());
    put_octal(header, 100, 8, 0600);  // Whoever unpacks it by other means leaves nothing open either.
    put_octal(header, 108, 8, 0);
    put_octal(header, 116, 8, 0);
    put_octal(header, 124, 12, bytes);
    put_octal(header, 136, 12,
              static_cast<std::uint64_t>(
                  std::chrono::duration_cast<std::chrono::seconds>(modified.time_since_epoch()).count()));
    header[156] = '0';
    std::ranges::copy(std::string_view{"ustar\0"
                                       "00",
                                       8},
                      header.begin() + 257);
    put_octal(header, 148, 7, checksum_of(header));
    header[155] = ' ';
    return header;
}

std::optional<std::uint64_t> octal(std::string_view field) {
    std::uint64_t value = 0;
    std::size_t digits = 0;
    for (const char c : field) {
        if (c == '\0' || c == ' ') break;
        if (c < '0' || c > '7') return std::nullopt;
        value = value << 3 | static_cast<std::uint64_t>(c - '0');
        ++digits;
    }
    return digits > 0 ? std::optional{value} : std::nullopt;
}

std::vector<std::string_view> words_of(std::string_view line, std::size_t words_max) {
    std::vector<std::string_view> words;
    while (words.size() + 1 < words_max) {
        const auto space = line.find(' ');
        if (space == std::string_view::npos) break;
        words.push_back(line.substr(0, space));
        line.remove_prefix(space + 1);
    }
    words.push_back(line);
    return words;
}

std::optional<std::uint64_t> number(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() ? std::optional{value} : std::nullopt;
}

/// A file of the ledger's folder, or of one below it, and nowhere else. It is said to people: nothing of a
/// damaged name may reach their terminal.
bool is_safe_name(std::string_view name) {
    const auto plain = [](char c) { return c > ' ' && c < '\x7f'; };
    if (!std::ranges::all_of(name, plain)) return false;
    for (;;) {
        const auto part = name.substr(0, name.find('/'));
        if (part.empty() || part.front() == '.') return false;
        if (part.size() == name.size()) return true;
        name.remove_prefix(part.size() + 1);
    }
}

std::optional<BackupFile> file_of(const std::vector<std::string_view>& words) {
    if (words.size() != 5) return std::nullopt;
    const auto sha256 = from_lower_hex(words[1]);
    const auto hash = sha256 ? Hash::from_bytes(*sha256) : std::nullopt;
    const auto bytes = number(words[2]);
    if (!hash || !bytes || !is_safe_name(words[4])) return std::nullopt;
    return BackupFile{std::string{words[4]}, *bytes, *hash, words[3].starts_with("closed"),
                      words[3].ends_with("here")};
}

}  // namespace

void check(const Result<void>& result, std::string_view file) {
    if (!result) throw Failed{std::string{file} + ": " + result.error().message()};
}

std::string Manifest::text() const {
    std::string text{format_line};
    text += "\nmade-at " + format_rfc3339(made_at) + "\nledger " + ledger_id + "\nrecords " +
            std::to_string(records) + "\nroot " + to_base64(root.bytes()) + "\n";
    for (const auto& file : files)
        text += "file " + to_hex(file.sha256.bytes()) + " " + std::to_string(file.bytes) + " " +
                (file.closed ? "closed-" : "open-") + (file.here ? "here" : "earlier") + " " + file.name +
                "\n";
    return text;
}

std::optional<Manifest> Manifest::parse(std::string_view text) {
    Manifest manifest;
    for (bool first = true; !text.empty(); first = false) {
        const auto end = text.find('\n');
        if (end == std::string_view::npos) return std::nullopt;
        const auto line = text.substr(0, end);
        text.remove_prefix(end + 1);
        if (first && line != format_line) return std::nullopt;
        if (first) continue;
        const auto words = words_of(line, 5);
        if (words.size() < 2) return std::nullopt;
        if (words[0] == "made-at")
            manifest.made_at = parse_rfc3339(words[1]).value_or(Instant{});
        else if (words[0] == "ledger")
            manifest.ledger_id = words[1];
        else if (words[0] == "records")
            manifest.records = number(words[1]).value_or(0);
        else if (words[0] == "root")
            manifest.root = Hash::from_bytes(from_base64(words[1]).value_or("")).value_or(Hash{});
        else if (words[0] != "file")
            return std::nullopt;
        else if (auto file = file_of(words))
            manifest.files.push_back(*std::move(file));
        else
            return std::nullopt;
    }
    return manifest;
}

const BackupFile* Manifest::find(std::string_view name) const {
    const auto found = std::ranges::find(files, name, &BackupFile::name);
    return found == files.end() ? nullptr : &*found;
}

Result<void> ArchiveWriter::append(std::string_view bytes) {
    const auto written = file_.write_at(offset_, bytes);
    if (written) offset_ += bytes.size();
    return written;
}

Result<void> ArchiveWriter::begin(std::string_view name, std::uint64_t bytes, Instant modified) {
    open_bytes_ = bytes;
    return append(header_of(name, bytes, modified));
}

Result<void> ArchiveWriter::write(std::string_view bytes) {
    CHOQR_ASSERT(bytes.size() <= open_bytes_, "a file in an archive has the size that was announced");
    open_bytes_ -= bytes.size();
    return append(bytes);
}

Result<void> ArchiveWriter::end() {
    CHOQR_ASSERT(open_bytes_ == 0, "a file in an archive has the size that was announced");
    const auto rest = offset_ % block;
    return rest == 0 ? Result<void>{} : append(std::string(block - rest, '\0'));
}

Result<void> ArchiveWriter::finish() { return append(std::string(2 * block, '\0')); }

std::optional<ArchiveReader> ArchiveReader::open(const std::string& path, std::string& why) {
    const std::filesystem::path file{path};
    const auto folder = file.has_parent_path() ? file.parent_path().string() : std::string{"."};
    ArchiveReader reader;
    reader.path_ = path;
    auto directory = world::PosixDirectory::open(folder);
    auto opened = directory ? (*directory)->open(file.filename().string(), world::Access::read)
                            : Result<std::unique_ptr<world::File>>{directory.error()};
    if (!opened) {
        why = path + ": " + opened.error().message();
        return std::nullopt;
    }
    reader.directory_ = std::move(*directory);
    reader.file_ = std::move(*opened);
    if (reader.read_headers()) {
        const auto extent = reader.extent(manifest_name);
        const auto text = extent && extent->bytes < (64u << 20)
                              ? reader.file_->read_text_at(extent->offset, extent->bytes)
                              : Result<std::string>{std::string{}};
        auto manifest = text ? Manifest::parse(*text) : std::nullopt;
        if (manifest && !manifest->files.empty()) {
            reader.manifest_ = *std::move(manifest);
            return reader;
        }
    }
    why = path + ": this is no whole backup of choqr; it may have been cut off";
    return std::nullopt;
}

bool ArchiveReader::read_headers() {
    const auto size = file_->size();
    for (std::uint64_t offset = 0; size && offset + block <= *size;) {
        const auto header = file_->read_text_at(offset, block);
        if (!header) return false;
        if (header->front() == '\0') return true;
        const auto bytes = octal(std::string_view{*header}.substr(124, 12));
        const auto sum = octal(std::string_view{*header}.substr(148, 8));
        if (!bytes || sum != checksum_of(*header) || *bytes > *size - offset - block) return false;
        const auto name = std::string_view{*header}.substr(0, 100);
        extents_.emplace(std::string{name.substr(0, name.find('\0'))}, Extent{offset + block, *bytes});
        offset += block + (*bytes + block - 1) / block * block;
    }
    return false;
}

std::optional<ArchiveReader::Extent> ArchiveReader::extent(std::string_view name) const {
    const auto found = extents_.find(name);
    return found == extents_.end() ? std::nullopt : std::optional{found->second};
}

}  // namespace choqr::gateway
