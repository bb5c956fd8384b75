#include <algorithm>
#include <array>

#include "api/bodies.hpp"
#include "api/routes/routes.hpp"
#include "api/strangers.hpp"
#include "api/views.hpp"
#include "pictures/quick_link.hpp"
#include "printing/picture_banks.hpp"
#include "problem/problem.hpp"
#include "sandbox/sandbox.hpp"
#include "work/strangers_work.hpp"

// The picture interfaces that Vietnamese developers already call, and the reader of codes. Public: what they
// answer follows from the call alone. The work is qr/pictures'; here it is only carried.
namespace choqr::gateway {
namespace {

namespace net = http::net;
using http::Method;
using http::Response;

constexpr std::size_t picture_body_bytes_max = 2 * 1024 * 1024;
constexpr std::size_t payload_bytes_max = 4096;
constexpr std::array<std::string_view, 8> picture_types{
    "image/png", "image/jpeg", "image/jpg",      "image/webp",
    "image/gif", "image/bmp",  "image/x-ms-bmp", "application/octet-stream"};

// Of the addresses that hold bank and account, and of the one whose query does.
const std::vector<http::Parameter> image_parameters{
    {"amount", "Dong"}, {"addInfo", "The transfer's text"}, {"accountName", "Under the code"}};
const std::vector<http::Parameter> legacy_parameters{{"accountName", "Under the code"}};
const std::vector<http::Parameter> img_parameters{{"acc", "Account"},
                                                  {"bank", "BIN or short name"},
                                                  {"amount", "Dong"},
                                                  {"des", "The transfer's text"},
                                                  {"template", "Empty, compact or qronly"},
                                                  {"download", "Not empty: as a file"},
                                                  {"holder", "Under the code"}};

std::optional<pictures::Query> read_query(const http::Request& request,
                                          const std::vector<http::Parameter>& parameters,
                                          std::optional<Response>& refusal) {
    pictures::Query query;
    for (const auto& [name, description] : parameters)
        if (auto value = parameter(request, name, refusal)) query.emplace_back(name, *std::move(value));
    if (refusal) return std::nullopt;
    return query;
}

// A response's content type outlives it; these are the ones that occur.
std::string_view lasting_type(std::string_view type) {
    for (const std::string_view each :
         {"image/png", "image/jpeg", "image/svg+xml", "application/problem+json"})
        if (type == each) return each;
    return "application/json";
}

// RFC 9110, 13.1.2: a list, or "*"; compared weakly.
bool names_entity(std::string_view if_none_match, std::string_view entity_tag) {
    return if_none_match == "*" || if_none_match.find(entity_tag) != std::string_view::npos;
}

Response carry(const http::Request& request, pictures::Answer answer) {
    Response response;
    response.status = answer.status;
    response.content_type = lasting_type(answer.content_type);
    response.body = std::move(answer.body);
    if (response.content_type.starts_with("image/")) response.policy = http::Policy::embeddable_picture;
    if (!answer.attachment.empty())
        response.add_field("Content-Disposition", "attachment; filename=\"" + answer.attachment + "\"");
    if (answer.entity_tag.empty()) return response;
    response.caching = http::Caching::short_public;
    response.add_field("ETag", answer.entity_tag);
    if (names_entity(request.field("if-none-match").value_or(""), answer.entity_tag)) {
        response.status = 304;
        response.content_type = {};
        response.body.clear();
    }
    return response;
}

Response image(const Call& call) {
    std::optional<Response> refusal;
    const auto query = read_query(call.request, image_parameters, refusal);
    if (!query) return *std::move(refusal);
    return carry(call.request, pictures::answer_image(call.values[0], *query, find_picture_bank));
}

Response legacy_image(const Call& call, std::string_view ending) {
    std::optional<Response> refusal;
    const auto query = read_query(call.request, legacy_parameters, refusal);
    if (!query) return *std::move(refusal);
    const auto& values = call.values;
    const pictures::LegacyPath path{values[0], values[1], values[2], values[3],
                                    values[4] + std::string{ending}};
    return carry(call.request, pictures::answer_legacy_image(path, *query, find_picture_bank));
}

Response img(const Call& call) {
    std::optional<Response> refusal;
    const auto query = read_query(call.request, img_parameters, refusal);
    if (!query) return *std::move(refusal);
    return carry(call.request, pictures::answer_img(*query, find_picture_bank));
}

Response banks(const Call& call) {
    const auto all = all_picture_banks();
    return carry(call.request, pictures::answer_banks(all));
}

Response decoded(std::string json) {
    Response response;
    response.body = std::move(json);
    return response;
}

Response decode_text(const Call& call) {
    Response refusal;
    const auto body = json_body(call.request, refusal);
    if (!body) return refusal;
    json::Complaint complaint;
    const json::Fields fields{*body, complaint};
    fields.only({"payload", "lenient"});
    const auto payload = fields.text("payload", payload_bytes_max);
    const bool lenient = fields.optional_boolean("lenient").value_or(false);
    if (complaint) return problem(*complaint);
    const auto strictness = lenient ? qr::Strictness::lenient : qr::Strictness::strict;
    return decoded(
        pictures::decoded_json(qr::without_outer_white_space(*payload), strictness, find_picture_bank) +
        "\n");
}

// One code: as for a text. Of several none is chosen for the caller: a photograph of two stands shows two
// payees.
Response decode_reading(const qr_reader::Reading& reading) {
    if (reading.problem == qr_reader::Problem::nothing_found)
        return decoded(pictures::nothing_found_json() + "\n");
    if (reading.problem == qr_reader::Problem::too_hard) return problem("picture_too_hard");
    if (reading.problem != qr_reader::Problem::none)
        return problem("invalid_qr",
                       "The picture cannot be read: " + std::string{text_of(reading.problem)} + ".");
    if (reading.texts.size() == 1)
        return decoded(
            pictures::decoded_json(reading.texts.front(), qr::Strictness::strict, find_picture_bank) + "\n");
    std::string list;
    for (const auto& text : reading.texts)
        list += (list.empty() ? "" : ",") +
                pictures::decoded_json(text, qr::Strictness::strict, find_picture_bank);
    return decoded("{\"valid\":false,\"error\":\"several_codes\",\"codes\":[" + list + "]}\n");
}

// What is in the picture is the child's word: a child that a picture has overcome may say anything, and so
// may a picture.
net::awaitable<Response> decode_picture(QuickLinkPorts ports, const Call& call) {
    sandbox::Job job{std::string{picture_work}, std::string{call.request.body}, call.errand.caller,
                     call.errand.gone};
    const auto answer = co_await ports.sandbox.run(std::move(job));
    if (!answer && answer.error() == sandbox::errc::too_hard) co_return problem("picture_too_hard");
    if (!answer) co_return not_worked_on(answer.error());
    const auto reading = reading_of(*answer);
    // A child that was ended has its line in the log already.
    if (!reading || reading->problem == qr_reader::Problem::too_hard)
        ports.refusals.note({"picture_too_hard", "address:" + call.errand.caller, call.route});
    co_return reading ? decode_reading(*reading) : problem("picture_too_hard");
}

// What is in the body decides; the type only says that it is no JSON. Telephones send some kinds without a
// name.
bool is_picture(const http::Request& request) {
    const auto type = request.field("content-type").value_or("");
    const auto name = type.substr(0, type.find_first_of("; "));
    return std::ranges::find(picture_types, name) != picture_types.end();
}

// Drawing takes milliseconds: off the connection's thread, and not for a flood. Shops' pages call these from
// their own scripts, as they call the public ones.
class Door {
public:
    Door(const QuickLinkPorts& ports, RateLimit::Options options)
        : api_{ports.api}, limit_{std::make_shared<RateLimit>(ports.clock, options)} {}

    void add(Method method, std::string pattern, Api::RouteOptions options,
             std::function<Response(const Call&)> act) const {
        options.limit = limit_;
        options.cross_origin = true;
        // Their own servers pass over what they do not know, and the links are in thousands of pages.
        if (!options.parameters.empty()) options.other_parameters = http::OtherParameters::refused_if_near;
        api_.add(method, std::move(pattern), std::move(options),
                 [&api = api_, act = std::move(act)](const Call& call) -> net::awaitable<Response> {
                     auto work = [&act, &call] { return act(call); };
                     auto response = co_await api.in_background(call, std::move(work));
                     co_return response;
                 });
    }

private:
    Api& api_;
    std::shared_ptr<RateLimit> limit_;
};

}  // namespace

void add_quick_link_routes(const QuickLinkPorts& ports) {
    const Door door{ports, {.per_second = 50, .burst = 500}};
    door.add(Method::get, "/image/{file}",
             taking(image_parameters, {anyone, 0,
                                       "BANK-ACCOUNT-TEMPLATE.png, .jpg or .svg: a transfer's QR picture; "
                                       "templates qr_only, compact, compact2, print"}),
             image);
    for (const std::string_view ending : {".png", ".jpg"})
        door.add(Method::get, "/{bank}/{account}/{amount*}/{memo*}/{template}" + std::string{ending},
                 taking(legacy_parameters, {anyone, 0, "The same picture at the older address"}),
                 [ending](const Call& call) { return legacy_image(call, ending); });
    door.add(Method::get, "/img", taking(img_parameters, {anyone, 0, "A transfer's QR picture"}), img);
    door.add(Method::get, "/v2/banks", {anyone, 0, "The banks that QR codes can name"}, banks);
    door.add(Method::get, "/v2/template", {anyone, 0, "The templates of the pictures"},
             [](const Call& call) { return carry(call.request, pictures::answer_templates()); });
    door.add(Method::post, "/v2/generate",
             {anyone, json_body_bytes_max, "A transfer's QR payload and picture"}, [](const Call& call) {
                 return carry(call.request, pictures::answer_generate(call.request.body, find_picture_bank));
             });
    // A photograph may cost half a second of a child's time, a text nothing. Before a body over 16 KB the
    // limit of photographs is asked, since only a picture is so large.
    const auto texts =
        std::make_shared<RateLimit>(ports.clock, RateLimit::Options{.per_second = 50, .burst = 500});
    const auto photographs =
        std::make_shared<RateLimit>(ports.clock, RateLimit::Options{.per_second = 4, .burst = 40});
    ports.api.add(
        Method::post, "/v1/qr/decode",
        {.access = anyone,
         .body_bytes_max = picture_body_bytes_max,
         .summary = "What a QR code says: {payload}, or a PNG, JPEG, WebP, GIF or BMP of at most 2 MB",
         .limit = texts,
         .body_limit = photographs,
         .cross_origin = true},
        [ports, photographs](const Call& call) -> net::awaitable<Response> {
            if (is_picture(call.request)) {
                if (!call.request.let_in && !photographs->admit(call.request.remote))
                    co_return try_again("too_many_requests", 1);
                auto response = co_await decode_picture(ports, call);
                co_return response;
            }
            auto work = [&call] { return decode_text(call); };
            auto response = co_await ports.api.in_background(call, std::move(work));
            co_return response;
        });
}

}  // namespace choqr::gateway
