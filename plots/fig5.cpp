// Fig. 5: error of u against a fixed lambda_b, mean and one standard deviation of 10 networks; beside it the two parts
// that the error is made of.
// paper: Fig. 5
#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(argc, argv, "ch07-fig5", {.columns = 2, .height = 360}, [](const Csv& data) {
        const Csv same = where(data, {{"networks", "same"}}), fresh = where(data, {{"networks", "fresh"}});
        const Columns spread = columns(same, {"lambda_b", "mean", "deviation"});
        Columns deviation(3);
        deviation[0] = spread[0];
        for (std::size_t i = 0; i < spread[0].size(); ++i) {
            deviation[1].push_back(spread[1][i] - spread[2][i]);
            deviation[2].push_back(spread[1][i] + spread[2][i]);
        }
        const Columns rule = {{std::stod(comment_value(data, "rule low")), std::stod(comment_value(data, "rule high"))},
                              {1e-9, 1e-9},
                              {1e9, 1e9}};
        const Axis error{"relative L^2 error of u", Axis::decades, "5e-4:*"};
        return std::vector<Panel>{{"Fig. 5: over networks",
                                   {"λ_b", Axis::linear, "0:500"},
                                   error,
                                   {{strip, "trace ratios", rule},
                                    {band(1), "one deviation", deviation},
                                    {marked(1), "mean, same networks", curve(same, "lambda_b", "mean")},
                                    {marked(2), "mean, fresh networks", curve(fresh, "lambda_b", "mean")}}},
                                  {"what it is made of (medians)",
                                   {"λ_b", Axis::decades, "1:3500"},
                                   error,
                                   {{line(7), "error", curve(same, "lambda_b", "median")},
                                    {line(4), "straight part (boundary)", curve(same, "lambda_b", "line")},
                                    {line(3), "curved part (residual)", curve(same, "lambda_b", "curved")}}}};
    });
}
