#include "cli/picture_file.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>

#include "sandbox/child_pool.hpp"
#include "work/strangers_work.hpp"

namespace choqr::gateway {
namespace {

std::string take(std::istream& from) {
    std::string bytes(qr_reader::picture_bytes_max + 1, '\0');
    from.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    bytes.resize(static_cast<std::size_t>(from.gcount()));
    return bytes;
}

// A folder can be opened and not read, and a pipe would be waited for.
std::string why_not(const std::string& name) {
    std::error_code error;
    const auto status = std::filesystem::status(name, error);
    if (status.type() == std::filesystem::file_type::not_found) return "there is no such file";
    if (error) return "it cannot be read";
    if (std::filesystem::is_directory(status)) return "it is a folder, not a picture";
    return std::filesystem::is_regular_file(status) ? std::string{} : "it is no ordinary file";
}

}  // namespace

PictureFile read_picture_file(const std::string& name) {
    PictureFile file;
    if (name == "-") {
        file.bytes = take(std::cin);
    } else {
        file.problem = why_not(name);
        if (!file.problem.empty()) return file;
        std::ifstream stream{name, std::ios::binary};
        if (stream) file.bytes = take(stream);
        if (!stream.is_open() || stream.bad()) file.problem = "it cannot be read";
    }
    if (file.problem.empty() && file.bytes.empty()) file.problem = "it is empty";
    return file;
}

Result<qr_reader::Reading> read_in_child(std::string bytes, const std::string& program) {
    sandbox::ChildPool::Options options;
    options.executable = program;
    options.spare = 0;
    sandbox::ChildPool pool{options, {}};
    boost::asio::io_context io;
    std::optional<Result<std::string>> answer;
    sandbox::Job job{std::string{picture_work}, std::move(bytes), "command line"};
    const auto answered = [&answer](const std::exception_ptr& thrown, Result<std::string> result) {
        if (thrown) std::rethrow_exception(thrown);
        answer = std::move(result);
    };
    boost::asio::co_spawn(io, pool.run(std::move(job)), answered);
    io.run();
    if (!answer) return make_error_code(sandbox::errc::stopping);
    if (!*answer) return answer->error();
    auto reading = reading_of(**answer);
    if (!reading) return make_error_code(sandbox::errc::too_hard);
    return *std::move(reading);
}

std::string sentence_of(qr_reader::Problem problem) {
    switch (problem) {
        case qr_reader::Problem::not_a_picture:
            return "it is no PNG, JPEG, WebP, GIF or BMP";
        case qr_reader::Problem::too_large:
            return "the picture is too large";
        case qr_reader::Problem::broken:
            return "the picture is broken";
        case qr_reader::Problem::too_hard:
            return sentence_of(make_error_code(sandbox::errc::too_hard));
        case qr_reader::Problem::nothing_found:
            return "there is no QR code in it";
        case qr_reader::Problem::none:
            break;
    }
    return {};
}

std::string sentence_of(const Error& error) {
    if (error == sandbox::errc::too_hard)
        return "the picture is too hard to read: photograph the code alone, nearer";
    return "pictures are read only in a locked process, and none can be had here";
}

}  // namespace choqr::gateway
