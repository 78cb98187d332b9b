// Checkpoints: a training that was killed goes on from one, bit by bit.
//
// A file is two lines of text and the data behind them:
//
//     pinn checkpoint 1 float                      version of the format, precision
//     6036412 0f3a77c1                             bytes of data, their CRC-32
//     (data: settings, state, in Boost.Serialization's binary form)
//
// It is written aside and renamed, so the last good checkpoint survives a kill or a full disk in the middle of the next
// one. It is for machines of the same byte order and word length.
//
// Cost: three numbers for each parameter with Adam, 6 MB for the network of chapter 08; 10 ms to write.
//
// Introduced in chapter 08.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "lib/training/trainer.hpp"

namespace pinn {

template <class T>
struct Checkpoint {
    std::string settings;  // one line: everything that the training depends on
    TrainerState<T> trainer;
    std::vector<std::string> random;  // Random::state() of every stream of numbers
    std::vector<double> lambda;       // the weights now in use
    std::vector<double> history;      // whatever was recorded along the way
};

// Throws std::runtime_error "<path>: <reason>" and leaves what was there if it cannot be written (or "<folder>: ..." if
// its folder cannot be made).  O(P).
template <class T>
void write_checkpoint(const std::filesystem::path& path, const Checkpoint<T>& checkpoint);

// Throws std::runtime_error "<path>: <reason>" if the file cannot be read, is no checkpoint or one of another version
// or precision, or is damaged; the file is never touched.  O(P).
template <class T>
Checkpoint<T> read_checkpoint(const std::filesystem::path& path);

// The same, and it has to be of these settings, else std::runtime_error "<path>: is of another training: <settings>".
template <class T>
Checkpoint<T> read_checkpoint(const std::filesystem::path& path, const std::string& settings);

}  // namespace pinn
