#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace lab::report {

/// An element of an XML document.
struct XmlElement {
  std::string name;
  std::map<std::string, std::string> attributes;
  std::vector<XmlElement> children;
  std::string text;  ///< Of it alone, references resolved.
};

/// Reads an XML 1.0 document without a DTD, strictly: one root, tags that match, quoted attributes
/// given once, the five named references and character references only, and no character that
/// XML 1.0 §2.2 does not allow. Throws `std::runtime_error` that says what breaks it, and where.
/// (Nothing in the lab reads XML: this is for tests of what it writes.)
XmlElement read_xml(std::string_view text);

/// All elements of that name below one, itself included.
std::vector<const XmlElement*> elements(const XmlElement& root, std::string_view name);

}  // namespace lab::report
