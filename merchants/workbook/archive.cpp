#include "workbook/archive.hpp"

#include <zip.h>

#include <algorithm>
#include <array>
#include <set>

namespace choqr::workbook {
namespace {

constexpr std::size_t entries_max = 2'000;  // Each picture and each sheet is one.
constexpr std::size_t name_bytes_max = 255;
constexpr std::size_t unpacked_max = std::size_t{64} << 20;
// Sheets of styled, empty cells are packed a hundredfold; a bomb a thousandfold. What is small when it is
// unpacked needs no such bound.
constexpr std::size_t unpacked_times_max = 200, unpacked_small = std::size_t{16} << 20;
constexpr std::size_t piece_bytes = std::size_t{64} << 10;

struct CloseFile {
    void operator()(zip_file_t* file) const { zip_fclose(file); }
};

// Names that differ in capitals alone are one to Excel, and which of the two it reads nobody knows.
bool stand_once(zip_t* archive, std::size_t entries) {
    std::set<std::string> names;
    for (std::size_t i = 0; i < entries; ++i) {
        const char* name = zip_get_name(archive, i, ZIP_FL_ENC_RAW);
        if (name == nullptr || std::string_view{name}.size() > name_bytes_max) return false;
        std::string folded{name};
        for (char& c : folded)
            if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        if (!names.insert(std::move(folded)).second) return false;
    }
    return true;
}

std::size_t budget_of(std::size_t archive_bytes) {
    return std::min(unpacked_max, std::max(unpacked_small, archive_bytes * unpacked_times_max));
}

}  // namespace

void Archive::Close::operator()(zip* archive) const { zip_discard(archive); }

std::variant<Archive, Failure> Archive::open(std::string_view bytes) {
    zip_error_t error;
    zip_error_init(&error);
    auto* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
    if (source == nullptr) return Failure{Problem::broken};
    std::unique_ptr<zip, Close> archive{zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error)};
    if (!archive) {
        zip_source_free(source);
        return Failure{Problem::broken};
    }
    const auto entries = zip_get_num_entries(archive.get(), 0);
    if (entries < 0) return Failure{Problem::broken};
    if (static_cast<std::size_t>(entries) > entries_max) return Failure{Problem::too_large};
    if (!stand_once(archive.get(), static_cast<std::size_t>(entries))) return Failure{Problem::broken};
    return Archive{std::move(archive), budget_of(bytes.size())};
}

bool Archive::has(const std::string& part) const {
    return zip_name_locate(archive_.get(), part.c_str(), ZIP_FL_NOCASE) >= 0;
}

std::optional<Failure> Archive::read(const std::string& part, const Sink& sink) {
    const auto index = zip_name_locate(archive_.get(), part.c_str(), ZIP_FL_NOCASE);
    if (index < 0) return Failure{Problem::broken};
    const auto place = static_cast<zip_uint64_t>(index);
    zip_stat_t about{};
    if (zip_stat_index(archive_.get(), place, 0, &about) != 0) return Failure{Problem::broken};
    if ((about.valid & ZIP_STAT_ENCRYPTION_METHOD) && about.encryption_method != ZIP_EM_NONE)
        return Failure{Problem::encrypted};
    const std::unique_ptr<zip_file_t, CloseFile> file{zip_fopen_index(archive_.get(), place, 0)};
    if (!file) return Failure{Problem::broken};
    std::array<char, piece_bytes> piece{};
    for (;;) {
        // The checksum is compared by the read that finds nothing more.
        const auto got = zip_fread(file.get(), piece.data(), piece.size());
        if (got < 0) return Failure{Problem::broken};
        if (got == 0) return std::nullopt;
        const auto size = static_cast<std::size_t>(got);
        if (size > budget_) return Failure{Problem::too_large};
        budget_ -= size;
        if (!sink({piece.data(), size})) return std::nullopt;
    }
}

}  // namespace choqr::workbook
