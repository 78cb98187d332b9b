#include "lib/training/checkpoint.hpp"

#include <boost/archive/archive_exception.hpp>
#include <boost/archive/binary_iarchive_impl.hpp>
#include <boost/archive/binary_oarchive.hpp>
#include <boost/archive/impl/basic_binary_iarchive.ipp>
#include <boost/archive/impl/basic_binary_iprimitive.ipp>
#include <boost/serialization/string.hpp>
#include <boost/serialization/vector.hpp>
#include <sstream>
#include <stdexcept>
#include <type_traits>

#include "lib/report/files.hpp"
#include "lib/report/text.hpp"

namespace pinn {
namespace {

// Boost's binary archive, which believes the lengths it reads, asks for no more memory than the data can fill.
class Reader : public boost::archive::binary_iarchive_impl<Reader, char, std::char_traits<char>> {
  public:
    Reader(std::istringstream& stream, std::size_t bytes) : binary_iarchive_impl(*stream.rdbuf(), 0), bytes_(bytes) {
        init(0);
    }

  private:
    friend class boost::archive::detail::interface_iarchive<Reader>;
    friend class boost::archive::basic_binary_iarchive<Reader>;
    friend class boost::archive::load_access;

    template <class T>
    void load_override(T& value) {
        binary_iarchive_impl::load_override(value);
    }
    void load_override(boost::serialization::collection_size_type& length) {
        binary_iarchive_impl::load_override(length);
        require_fits(length);
    }
    void load_override(std::string& text) {
        std::size_t length = 0;
        load(length);
        require_fits(length);
        text.resize(length);
        load_binary(text.data(), length);
    }
    void require_fits(std::size_t length) const {
        using boost::archive::archive_exception;
        if (length > bytes_) throw archive_exception(archive_exception::input_stream_error);
    }

    std::size_t bytes_;
};

}  // namespace
}  // namespace pinn

BOOST_SERIALIZATION_USE_ARRAY_OPTIMIZATION(pinn::Reader)  // as Boost's own: the format depends on it

namespace boost::serialization {

template <class Archive, class T>
void serialize(Archive& archive, pinn::Moments<T>& moments, unsigned) {
    archive& moments.first& moments.second;
}
template <class Archive, class T>
void serialize(Archive& archive, pinn::TrainerState<T>& state, unsigned) {
    archive& state.steps_done& state.parameters& state.moments;
}
template <class Archive, class T>
void serialize(Archive& archive, pinn::Checkpoint<T>& checkpoint, unsigned) {
    archive& checkpoint.settings& checkpoint.trainer& checkpoint.random& checkpoint.lambda& checkpoint.history;
}

}  // namespace boost::serialization

namespace pinn {
namespace {

constexpr std::string_view magic = "pinn checkpoint ";

template <class T>
std::string first_line() {
    return concat(magic, 1, " ", std::is_same_v<T, float> ? "float" : "double", "\n");
}

std::string second_line(std::string_view data) { return concat(data.size(), " ", checksum(data), "\n"); }

}  // namespace

template <class T>
void write_checkpoint(const std::filesystem::path& path, const Checkpoint<T>& checkpoint) {
    std::ostringstream stream;
    boost::archive::binary_oarchive(stream) << checkpoint;
    const std::string data = stream.str();
    write_file_atomically(path, concat(first_line<T>(), second_line(data), data));
}

template <class T>
Checkpoint<T> read_checkpoint(const std::filesystem::path& path) {
    const std::string text = read_file(path);
    if (!text.starts_with(magic)) refuse(path, "is no checkpoint");
    const std::string expected = first_line<T>();
    if (!text.starts_with(expected)) {
        refuse(path, concat("is a checkpoint of another version or precision: \"", text.substr(0, text.find('\n')),
                            "\", accepted is \"", expected.substr(0, expected.size() - 1), "\""));
    }
    const std::size_t start = text.find('\n', expected.size()) + 1;
    const std::string data = start == 0 ? "" : text.substr(start);
    if (start == 0 || text.substr(expected.size(), start - expected.size()) != second_line(data)) {
        refuse(path, "is a damaged checkpoint: it is cut off, or its checksum is wrong");
    }
    Checkpoint<T> checkpoint;
    try {
        std::istringstream stream(data);
        Reader(stream, data.size()) >> checkpoint;
    } catch (const boost::archive::archive_exception& error) {
        refuse(path, concat("was written by another version of Boost or another machine: ", error.what()));
    }
    return checkpoint;
}

template <class T>
Checkpoint<T> read_checkpoint(const std::filesystem::path& path, const std::string& settings) {
    Checkpoint<T> checkpoint = read_checkpoint<T>(path);
    if (checkpoint.settings != settings) {
        throw std::runtime_error(
            concat(path.string(), ": is of another training: ", checkpoint.settings, "; accepted is: ", settings));
    }
    return checkpoint;
}

template void write_checkpoint(const std::filesystem::path&, const Checkpoint<float>&);
template void write_checkpoint(const std::filesystem::path&, const Checkpoint<double>&);
template Checkpoint<float> read_checkpoint(const std::filesystem::path&);
template Checkpoint<double> read_checkpoint(const std::filesystem::path&);
template Checkpoint<float> read_checkpoint(const std::filesystem::path&, const std::string&);
template Checkpoint<double> read_checkpoint(const std::filesystem::path&, const std::string&);

}  // namespace pinn
