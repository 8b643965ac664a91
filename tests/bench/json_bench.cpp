// Bytes of a page of projects to typed, checked structs, and back; beside nlohmann_json, a tree first and structs from it.
// Bytes a second are of the JSON text.
#include <benchmark/benchmark.h>

#include <nlohmann/json.hpp>

#include "core/api/decode.hpp"
#include "core/api/encode.hpp"
#include "core/api/project.hpp"

namespace quern {
namespace {

Page<Project> make_page(std::int64_t count) {
  Page<Project> page{.total = count};
  for (std::int64_t i = 0; i < count; ++i) {
    const auto number = std::to_string(i);
    page.items.push_back(
        {.id = ProjectId{"0f8fad5b-d9cb-469f-a165-" + std::string(12 - number.size(), '0') + number},
         .client_id = "70867728-950e-4a16-8f8f-ad5bd9cb469f",
         .version = i + 1,
         .name = i % 2 == 0 ? "Customer interviews " + number : "Интервью с клиентами " + number,
         .description = i % 3 == 0 ? "" : "What people said about the \"first\" version,\nand why; часть вторая.",
         .interview_count = i % 17,
         .created_at = WallTime{Duration{1'773'570'000'000 + i * 1000}},
         .updated_at = WallTime{Duration{1'773'580'000'000 + i * 1000}}});
  }
  return page;
}

Project project_from_tree(const nlohmann::json& tree) {
  Project project;
  tree.at("id").get_to(project.id.text);
  if (tree.contains("client_id")) project.client_id = tree.at("client_id").get<std::string>();
  tree.at("version").get_to(project.version);
  tree.at("name").get_to(project.name);
  tree.at("description").get_to(project.description);
  tree.at("interview_count").get_to(project.interview_count);
  project.created_at = parse_iso8601(tree.at("created_at").get_ref<const std::string&>()).value();
  project.updated_at = parse_iso8601(tree.at("updated_at").get_ref<const std::string&>()).value();
  return project;
}

void count_bytes(benchmark::State& state, const std::string& text) {
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}

void decode_page(benchmark::State& state) {
  const auto text = encode(make_page(state.range(0)));
  for (auto _ : state) {
    auto page = decode<Page<Project>>(text);
    if (!page) state.SkipWithError(page.error().message.c_str());
    benchmark::DoNotOptimize(page);
  }
  count_bytes(state, text);
}

void decode_page_nlohmann(benchmark::State& state) {
  const auto text = encode(make_page(state.range(0)));
  for (auto _ : state) {
    const auto tree = nlohmann::json::parse(text);
    Page<Project> page;
    tree.at("total").get_to(page.total);
    tree.at("offset").get_to(page.offset);
    tree.at("limit").get_to(page.limit);
    for (const auto& item : tree.at("items")) page.items.push_back(project_from_tree(item));
    benchmark::DoNotOptimize(page);
  }
  count_bytes(state, text);
}

void encode_page(benchmark::State& state) {
  const auto page = make_page(state.range(0));
  const auto text = encode(page);
  for (auto _ : state) {
    auto written = encode(page);
    benchmark::DoNotOptimize(written);
  }
  count_bytes(state, text);
}

BENCHMARK(decode_page)->Arg(20)->Arg(100)->Arg(10'000);
BENCHMARK(decode_page_nlohmann)->Arg(20)->Arg(100)->Arg(10'000);
BENCHMARK(encode_page)->Arg(20)->Arg(100)->Arg(10'000);

}  // namespace
}  // namespace quern
