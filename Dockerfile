# cableml in a container: compiled as where a compiler is at hand, no corpus, no server, not root.
#   docker build -t cableml .
#   docker run --rm -v "$PWD":/data cableml predict newcable.txt
FROM python:3.11 AS build

WORKDIR /build
COPY pyproject.toml setup.py MANIFEST.in README.md LICENSE constraints.txt ./
COPY cableml ./cableml
RUN pip wheel --no-cache-dir --no-deps --wheel-dir /wheels .

FROM python:3.11-slim

WORKDIR /app
COPY constraints.txt ./
COPY configs ./configs
COPY --from=build /wheels /wheels
RUN pip install --no-cache-dir --constraint constraints.txt /wheels/*.whl && rm -r /wheels

RUN useradd --create-home cableml
USER cableml
ENV MLFLOW_DISABLE_TELEMETRY=true
WORKDIR /data
ENTRYPOINT ["cableml"]
CMD ["--help"]
