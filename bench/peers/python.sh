#!/bin/sh
# Prints the Python that has PyTorch: that of the path or, where that has none, the system's. Ends with 1 if none has it.
for python in python3 /usr/bin/python3; do
    if $python -c 'import torch, functorch' 2>/dev/null; then
        echo $python
        exit 0
    fi
done
echo 'PyTorch for Python 3 is not installed: apt-get install python3-torch' >&2
exit 1
