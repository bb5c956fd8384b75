#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "workbook/workbook.hpp"

struct zip;

namespace choqr::workbook {

/// The parts of a workbook in its ZIP archive, read from memory. What is unpacked in all is bounded,
/// absolutely and by the size of the archive: bombs end there.
class Archive {
public:
    /// Takes the next piece of a part; false: it wants no more.
    using Sink = std::function<bool(std::string_view piece)>;

    /// `bytes` outlive the archive.
    static std::variant<Archive, Failure> open(std::string_view bytes);

    bool has(const std::string& part) const;
    /// Unpacks `part` piece by piece. Nothing if it was read to its end, or as far as it was wanted.
    std::optional<Failure> read(const std::string& part, const Sink& sink);

private:
    struct Close {
        void operator()(zip* archive) const;
    };
    Archive(std::unique_ptr<zip, Close> archive, std::size_t budget)
        : archive_{std::move(archive)}, budget_{budget} {}

    std::unique_ptr<zip, Close> archive_;
    std::size_t budget_;  ///< Bytes that may still be unpacked.
};

}  // namespace choqr::workbook
