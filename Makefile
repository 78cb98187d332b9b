# The only build file. Bare `make` prints what it can do.
#
#   make CXX=clang++          another compiler
#   make PORTABLE=1           no -march=native
#   make SANITIZE=address,undefined

CXX ?= g++
ifeq ($(origin CXX),default)
CXX := g++
endif
B := build

CXXFLAGS_ALL := -std=c++20 -O3 -fopenmp -fno-math-errno -fno-trapping-math -Wall -Wextra -Wpedantic -Werror -I. \
	$(if $(PORTABLE),,-march=native) $(if $(SANITIZE),-fsanitize=$(SANITIZE) -g -fno-omit-frame-pointer) $(CXXFLAGS)
LIBS := -lboost_program_options

lib_sources := $(sort $(wildcard lib/*/*.cpp))
test_sources := $(sort $(wildcard tests/*.cpp tests/*/*.cpp))
lib_objects := $(lib_sources:%.cpp=$(B)/obj/%.o)
test_objects := $(test_sources:%.cpp=$(B)/obj/%.o)

.DELETE_ON_ERROR:
.SECONDARY:

# Objects are rebuilt when the compiler or its flags change.
flags := $(CXX) $(CXXFLAGS_ALL)
$(B)/flags: FORCE
	@mkdir -p $(B); echo '$(flags)' | cmp -s - $@ || echo '$(flags)' > $@
FORCE:

$(B)/obj/%.o: %.cpp $(B)/flags
	@mkdir -p $(@D)
	$(CXX) $(CXXFLAGS_ALL) -MMD -MP -c $< -o $@

$(B)/libpinn.a: $(lib_objects)
	@rm -f $@
	ar rcs $@ $^

$(B)/unit-tests: $(test_objects) $(B)/libpinn.a
	$(CXX) $(CXXFLAGS_ALL) $^ $(LIBS) -o $@

-include $(shell find $(B)/obj -name '*.d' 2>/dev/null)
