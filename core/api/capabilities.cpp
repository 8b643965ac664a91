#include "core/api/capabilities.hpp"

#include <algorithm>

namespace quern {
namespace {

constexpr schema::Field capabilities_fields[] = {
    field<&Capabilities::name>("name"),
    field<&Capabilities::version>("version"),
    field<&Capabilities::groups>("groups"),
    field<&Capabilities::limits>("limits").or_default(),
};

}  // namespace

const schema::Table Schema<Capabilities>::table{capabilities_fields};

bool Capabilities::can(std::string_view group, std::string_view feature) const {
  const auto* features = groups.find(group);
  return features && std::ranges::find(*features, feature) != features->end();
}

}  // namespace quern
