#include "reports_file.hpp"

#include <stdlib.h>

#include <fstream>

#include "reports/reports.hpp"

namespace choqr::market_day {

namespace fs = std::filesystem;

ReportsFile::ReportsFile() {
    const fs::path memory{"/dev/shm"};
    std::string name =
        (fs::is_directory(memory) ? memory : fs::temp_directory_path()) / "choqr-market-day-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error{"no directory for the reports: " + name};
    directory_ = name;
    path_ = directory_ / "reports.sqlite";
    older_ = directory_ / "older.sqlite";
}

ReportsFile::~ReportsFile() {
    std::error_code ignored;
    fs::remove_all(directory_, ignored);
}

std::string ReportsFile::misfortune(world::Random& chance, bool power) {
    if (!fs::exists(path_)) return "there are no reports";
    const auto draw = chance.below(100);
    if (draw < 15) {
        fs::copy_file(path_, older_, fs::copy_options::overwrite_existing);
        return "the reports are copied";
    }
    if (draw < (power ? 45 : 20) && fs::exists(older_)) {
        fs::copy_file(older_, path_, fs::copy_options::overwrite_existing);
        return "the reports are as they were earlier";
    }
    if (draw < 50) return "the reports stay";
    if (draw < 70) {
        fs::remove(path_);
        return "the reports are deleted";
    }
    if (draw < 76) {
        fs::resize_file(path_, fs::file_size(path_) / 2);
        return "half of the reports is gone";
    }
    if (draw < 82) {
        std::fstream{path_, std::ios::in | std::ios::out | std::ios::binary} << "no database at all";
        return "the reports are damaged";
    }
    if (draw < 86) {
        fs::remove(path_);
        static_cast<void>(reports::Reports::open(path_, "another ledger").value());
        return "the reports are another ledger's";
    }
    return spoil_snapshot(chance);
}

std::string ReportsFile::spoil_snapshot(world::Random& chance) const {
    const auto reports = reports::Reports::open(path_);
    if (!reports) return "the reports cannot be read";
    auto snapshot = (*reports)->snapshot().value();
    if (!snapshot || snapshot->bytes.empty()) return "there is no snapshot";
    if (chance.below(4) == 0) {
        snapshot->root = sha256("another history");
    } else {
        snapshot->bytes[chance.below(snapshot->bytes.size())] ^= static_cast<char>(1u << chance.below(8));
    }
    (*reports)->keep_snapshot(*snapshot).value();
    return "the snapshot is damaged";
}

}  // namespace choqr::market_day
