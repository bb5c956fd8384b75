#pragma once

#include <string>

#include "base/result.hpp"
#include "qr_reader/picture_reader.hpp"

namespace choqr::gateway {

/// The bytes of the picture that a person named, or one sentence that says why there are none.
struct PictureFile {
    std::string bytes;
    std::string problem;
};
/// Regular files, and "-" for standard input; of neither more than the reader takes, and one byte that shows
/// it.
PictureFile read_picture_file(const std::string& name);

/// Reads the picture in one locked child of `program`, with the gateway's own limits (sandbox::ChildPool):
/// errors are sandbox::errc.
Result<qr_reader::Reading> read_in_child(std::string bytes, const std::string& program);

/// What a person is told when nothing could be read: one sentence without an end.
std::string sentence_of(qr_reader::Problem problem);
std::string sentence_of(const Error& error);

}  // namespace choqr::gateway
