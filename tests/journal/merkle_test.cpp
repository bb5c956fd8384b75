#include "journal/merkle.hpp"

#include "journal/tiles.hpp"
#include "support/catch.hpp"
#include "vectors.hpp"

using namespace choqr;
using namespace choqr::journal;
using namespace choqr::journal::testing;

namespace {

template <class Visit>
void for_each_tree(Visit visit) {
    for (const auto& tree : tlog_vectors().at("trees")) {
        CAPTURE(tree.at("name").get<std::string>());
        visit(tree, WholeTree{leaves_of(tree)});
    }
}

std::string line(std::uint64_t first, std::uint64_t second, const std::vector<Hash>& proof) {
    auto out = std::to_string(first) + " " + std::to_string(second);
    for (const auto& hash : proof) out += " " + to_hex(hash.bytes());
    return out + "\n";
}

}  // namespace

TEST_CASE("merkle: roots at every size are those of the vectors", "[journal][merkle]") {
    CHECK(empty_root() == hash_of(tlog_vectors().at("empty_root_hex")));
    for_each_tree([](const auto& tree, const WholeTree& whole) {
        const auto leaves = leaves_of(tree);
        TreeEdge edge;
        unsigned checked = 0;
        for (std::size_t size = 0; size <= leaves.size(); ++size) {
            const auto expected = tree.at("roots_hex").find(std::to_string(size));
            if (expected != tree.at("roots_hex").end()) {
                CHECK(edge.root() == hash_of(*expected));
                CHECK(tree_root(size, whole.reader()).value() == hash_of(*expected));
                ++checked;
            }
            if (size < leaves.size()) edge.push(leaf_hash(leaves[size]));
        }
        CHECK(checked == tree.at("roots_hex").size());
        for (const auto& [index, hash] : tree.at("leaf_hashes_hex").items())
            CHECK(leaf_hash(leaves[std::stoul(index)]) == hash_of(hash));
    });
}

TEST_CASE("merkle: leaves added together make the tree of leaves added one by one", "[journal][merkle]") {
    std::vector<std::string> leaves;
    for (std::size_t i = 0; i < 1000; ++i) leaves.push_back(std::string(i % 300, static_cast<char>(i)));
    TreeEdge one_by_one;
    for (const auto& leaf : leaves) one_by_one.push(leaf_hash(leaf));
    const WholeTree single{leaves};
    CHECK(single.edge().hashes() == one_by_one.hashes());
    for (const std::size_t at_once : {2u, 3u, 7u, 16u, 17u, 64u, 100u, 511u, 999u, 1000u}) {
        CAPTURE(at_once);
        const WholeTree together{leaves, at_once};
        CHECK(together.edge().size() == leaves.size());
        CHECK(together.edge().hashes() == one_by_one.hashes());
        CHECK(together.nodes() == single.nodes());
    }
}

TEST_CASE("merkle: inclusion proofs are those of the vectors and verify", "[journal][merkle]") {
    for_each_tree([](const auto& tree, const WholeTree& whole) {
        const auto leaves = leaves_of(tree);
        for (const auto& item : tree.at("inclusion").at("cases")) {
            const auto index = item[0].template get<std::uint64_t>();
            const auto size = item[1].template get<std::uint64_t>();
            const auto proof = inclusion_proof(index, size, whole.reader()).value();
            CHECK(proof == proof_of(item[2]));
            CHECK(verify_inclusion(
                {index, size, leaf_hash(leaves[index]), tree_root(size, whole.reader()).value()}, proof));
        }
    });
}

TEST_CASE("merkle: consistency proofs are those of the vectors and verify", "[journal][merkle]") {
    for_each_tree([](const auto& tree, const WholeTree& whole) {
        for (const auto& item : tree.at("consistency").at("cases")) {
            const auto first = item[0].template get<std::uint64_t>();
            const auto second = item[1].template get<std::uint64_t>();
            const auto proof = consistency_proof(first, second, whole.reader()).value();
            CHECK(proof == proof_of(item[2]));
            const Consistency claim{first, second, tree_root(first, whole.reader()).value(),
                                    tree_root(second, whole.reader()).value()};
            CHECK(verify_consistency(claim, proof));
        }
    });
}

TEST_CASE("merkle: all proofs between all sizes have the digests of the vectors", "[journal][merkle]") {
    for_each_tree([](const auto& tree, const WholeTree& whole) {
        const auto& rolling = tree.at("rolling");
        const auto sizes = rolling.at("N").template get<std::uint64_t>();
        Sha256 inclusions, consistencies, roots;
        for (std::uint64_t size = 0; size <= sizes; ++size)
            roots.update(std::to_string(size) + " " + to_hex(tree_root(size, whole.reader())->bytes()) +
                         "\n");
        for (std::uint64_t size = 1; size <= sizes; ++size) {
            for (std::uint64_t index = 0; index < size; ++index)
                inclusions.update(line(index, size, inclusion_proof(index, size, whole.reader()).value()));
            for (std::uint64_t first = 1; first <= size; ++first)
                consistencies.update(
                    line(first, size, consistency_proof(first, size, whole.reader()).value()));
        }
        CHECK(roots.finish() == hash_of(rolling.at("sha256_roots")));
        CHECK(inclusions.finish() == hash_of(rolling.at("sha256_inclusion")));
        CHECK(consistencies.finish() == hash_of(rolling.at("sha256_consistency")));
    });
}

TEST_CASE("merkle: every false inclusion proof of the vectors is refused", "[journal][merkle]") {
    const auto& cases = tlog_vectors().at("negative_inclusion");
    REQUIRE(cases.size() == 94);
    for (const auto& item : cases) {
        CAPTURE(item.at("why").get<std::string>());
        const auto proof = proof_of(item.at("proof_hex"));
        const Inclusion claim{item.at("index"), item.at("size"), hash_of(item.at("leaf_hash_hex")),
                              hash_of(item.at("root_hex"))};
        CHECK_FALSE((proof && verify_inclusion(claim, *proof)));
    }
}

TEST_CASE("merkle: every false consistency proof of the vectors is refused", "[journal][merkle]") {
    const auto& cases = tlog_vectors().at("negative_consistency");
    REQUIRE(cases.size() == 112);
    for (const auto& item : cases) {
        CAPTURE(item.at("why").get<std::string>());
        const auto proof = proof_of(item.at("proof_hex"));
        const Consistency claim{item.at("first"), item.at("second"), hash_of(item.at("root1_hex")),
                                hash_of(item.at("root2_hex"))};
        CHECK_FALSE((proof && verify_consistency(claim, *proof)));
    }
}

TEST_CASE("merkle: an edge is taken over only with one hash per one-bit of its size", "[journal][merkle]") {
    CHECK(TreeEdge::from_hashes(0, {}));
    CHECK(TreeEdge::from_hashes(5, {Hash{}, Hash{}}));
    CHECK_FALSE(TreeEdge::from_hashes(5, {Hash{}}));
    CHECK_FALSE(TreeEdge::from_hashes(0, {Hash{}}));
    CHECK_FALSE(TreeEdge::from_hashes(UINT64_MAX, {}));
}

TEST_CASE("tiles: paths are written and read as the vectors say", "[journal][tiles]") {
    for (const auto& item : tlog_vectors().at("tile_paths")) {
        const TilePath path{false, item[0], item[1], item[2]};
        const auto text = item[3].get<std::string>();
        CAPTURE(text);
        CHECK(path.text() == text);
        const auto parsed = TilePath::parse(text);
        REQUIRE(parsed);
        CHECK(parsed->text() == text);
        CHECK(parsed->index == path.index);
    }
    CHECK(TilePath::parse("tile/entries/x001/234.p/7")->text() == "tile/entries/x001/234.p/7");
    for (const auto& item : tlog_vectors().at("tile_paths_invalid")) {
        CAPTURE(item.get<std::string>());
        CHECK_FALSE(TilePath::parse(item.get<std::string>()));
    }
    for (const auto* text : {"", "tile", "tile/", "tile/0", "tile/0/", "tile/0/000/", "tile/entries/0",
                             "tile/0/x001/x000/x000/x000/x000/x000/000", "checkpoint", "/tile/0/000",
                             "tile/0/000.p/", "tile/0/x01/000"}) {
        CAPTURE(text);
        CHECK_FALSE(TilePath::parse(text));
    }
}
