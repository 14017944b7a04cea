# cableml in a container: the README's install, no corpus, no server, not root.
#   docker build -t cableml .
#   docker run --rm -v "$PWD":/data cableml predict newcable.txt
FROM python:3.11-slim

WORKDIR /app
COPY pyproject.toml README.md LICENSE constraints.txt ./
COPY cableml ./cableml
COPY configs ./configs
RUN pip install --no-cache-dir --constraint constraints.txt .

RUN useradd --create-home cableml
USER cableml
ENV MLFLOW_DISABLE_TELEMETRY=true
WORKDIR /data
ENTRYPOINT ["cableml"]
CMD ["--help"]
