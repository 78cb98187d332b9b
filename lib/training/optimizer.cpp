#include "lib/training/optimizer.hpp"

namespace pinn {
namespace {

// Not one of them is true of NaN.
bool positive(double x) { return x > 0 && std::isfinite(x); }
bool remembers(double x) { return 0 <= x && x < 1; }

void check_rule(const GradientDescent& rule) {
    check_setting(positive(rule.learning_rate), "gradient descent: learning rate", rule.learning_rate,
                  "positive and finite");
}

void check_rule(const HeavyBall& rule) {
    check_setting(positive(rule.learning_rate), "heavy ball: learning rate", rule.learning_rate, "positive and finite");
    check_setting(remembers(rule.momentum), "heavy ball: momentum", rule.momentum, "0 <= momentum < 1");
}

void check_rule(const Adam& rule) {
    check_setting(positive(rule.learning_rate), "Adam: learning rate", rule.learning_rate, "positive and finite");
    check_setting(rule.decay > 0 && rule.decay <= 1, "Adam: decay", rule.decay, "0 < decay <= 1");
    check_setting(positive(rule.decay_steps), "Adam: decay_steps", rule.decay_steps, "positive and finite");
    check_setting(remembers(rule.beta1), "Adam: beta1", rule.beta1, "0 <= beta1 < 1");
    check_setting(remembers(rule.beta2), "Adam: beta2", rule.beta2, "0 <= beta2 < 1");
    check_setting(positive(rule.epsilon), "Adam: epsilon", rule.epsilon, "positive and finite");  // 0/0 where g = 0
}

}  // namespace

void check_settings(const Optimizer& optimizer) {
    std::visit([](const auto& rule) { check_rule(rule); }, optimizer);
}

}  // namespace pinn
