//! Households as tables: files of many households, read through a mapping, and written.
