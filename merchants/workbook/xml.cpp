#include "workbook/xml.hpp"

#include <expat.h>

#include <memory>
#include <type_traits>

namespace choqr::workbook {
namespace {

constexpr int depth_max = 64;  // A rich inline text is nine deep.

std::string_view without_prefix(std::string_view name) {
    const auto colon = name.rfind(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

struct Reading {
    XML_Parser parser;
    Listener& listener;
    int depth = 0;

    void stop_if_unwanted() const {
        if (!listener.wants_more()) XML_StopParser(parser, XML_FALSE);
    }
};

void begin(void* reading_pointer, const XML_Char* name, const XML_Char** attributes) {
    auto& reading = *static_cast<Reading*>(reading_pointer);
    // Expat tells the rest of the same tag after it was stopped.
    if (!reading.listener.wants_more()) return;
    if (++reading.depth > depth_max)
        reading.listener.fail({Problem::too_large});
    else
        reading.listener.begin(without_prefix(name), Attributes{attributes});
    reading.stop_if_unwanted();
}

void end(void* reading_pointer, const XML_Char* name) {
    auto& reading = *static_cast<Reading*>(reading_pointer);
    if (!reading.listener.wants_more()) return;
    --reading.depth;
    reading.listener.end(without_prefix(name));
    reading.stop_if_unwanted();
}

void text(void* reading_pointer, const XML_Char* piece, int size) {
    auto& reading = *static_cast<Reading*>(reading_pointer);
    if (!reading.listener.wants_more()) return;
    reading.listener.text({piece, static_cast<std::size_t>(size)});
    reading.stop_if_unwanted();
}

void refuse_document_type(void* reading_pointer, const XML_Char*, const XML_Char*, const XML_Char*, int) {
    auto& reading = *static_cast<Reading*>(reading_pointer);
    reading.listener.fail({Problem::document_type});
    reading.stop_if_unwanted();
}

struct FreeParser {
    void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
};

}  // namespace

std::optional<std::string_view> Attributes::find(std::string_view name) const {
    for (const auto* pair = pairs_; *pair != nullptr; pair += 2)
        if (without_prefix(pair[0]) == name) return pair[1];
    return std::nullopt;
}

std::optional<Failure> read_xml(Archive& archive, const std::string& part, Listener& listener) {
    const std::unique_ptr<std::remove_pointer_t<XML_Parser>, FreeParser> parser{XML_ParserCreate(nullptr)};
    if (!parser) return Failure{Problem::too_large};
    Reading reading{parser.get(), listener};
    XML_SetUserData(parser.get(), &reading);
    XML_SetElementHandler(parser.get(), begin, end);
    XML_SetCharacterDataHandler(parser.get(), text);
    XML_SetStartDoctypeDeclHandler(parser.get(), refuse_document_type);
    XML_SetParamEntityParsing(parser.get(), XML_PARAM_ENTITY_PARSING_NEVER);
    bool well_formed = true;
    const auto parse = [&](std::string_view piece) {
        const auto size = static_cast<int>(piece.size());
        well_formed = XML_Parse(parser.get(), piece.data(), size, XML_FALSE) == XML_STATUS_OK;
        return well_formed && listener.wants_more();
    };
    auto failure = archive.read(part, parse);
    if (listener.failure()) return listener.failure();
    if (failure) return failure;
    if (!well_formed || XML_Parse(parser.get(), "", 0, XML_TRUE) != XML_STATUS_OK)
        return Failure{Problem::broken};
    return listener.failure();
}

}  // namespace choqr::workbook
